import "@mantine/core/styles/Notification.layer.css";
import "@mantine/notifications/styles.layer.css";
import "../../i18n/lazyNamespaces";
import { Notifications } from "@mantine/notifications";
import { useExportToast } from "./ExportToast";
import { useHoldToasts } from "./HoldToasts";
import { useSettledToasts } from "./SettledToasts";
import classes from "./toasts.module.css";

/** The toasts in the corner of every page: results, and requests that can still be undone. */
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
      classNames={{ root: classes.region }}
    />
  );
}
