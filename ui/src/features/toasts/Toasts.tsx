import "@mantine/core/styles/Notification.layer.css";
import "@mantine/notifications/styles.layer.css";
import { Notifications } from "@mantine/notifications";
import "../../i18n/lazyNamespaces";
import style from "./Toasts.module.css";
import { useExportToast } from "./useExportToast";
import { useHoldToasts } from "./useHoldToasts";
import { useSettledToasts } from "./useSettledToasts";

/** What happened and what can still be undone, at the corner of every page. */
export function Toasts() {
  useHoldToasts();
  useSettledToasts();
  useExportToast();
  return (
    <Notifications
      position="bottom-right"
      limit={5}
      transitionDuration={0}
      containerWidth={400}
      zIndex={390}
      classNames={{ root: style.region }}
    />
  );
}
