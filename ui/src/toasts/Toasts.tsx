import { Notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import style from "./Toasts.module.css";
import { useHoldToasts } from "./useHoldToasts";
import { useSettledToasts } from "./useSettledToasts";

/** What happened and what can still be undone, at the corner of every page. */
export function Toasts() {
  const { t } = useTranslation("shell");
  useHoldToasts();
  useSettledToasts();
  return (
    <Notifications
      position="bottom-right"
      limit={5}
      transitionDuration={0}
      containerWidth={360}
      zIndex={390}
      aria-label={t("messages")}
      classNames={{ root: style.toasts }}
    />
  );
}
