import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Icon } from "../../components/Icon";
import { i18next } from "../../i18n/i18n";
import classes from "../toasts/toasts.module.css";

/** Warns the user about a scan, wherever it was routed. Repeated warnings replace each other. */
export function showScanWarning(warning: "capsLock" | "severalNumbers") {
  notifications.show({
    id: `scanner-${warning}`,
    message: (
      <div className={classes.grid} data-tone="warn">
        <Icon of={IconAlertTriangle} />
        <span className={classes.words}>{i18next.t(`told.${warning}`, { ns: "scanner" })}</span>
      </div>
    ),
    role: "status",
    autoClose: 10_000,
    withCloseButton: true,
    closeButtonProps: { "aria-label": i18next.t("close") },
    classNames: { root: classes.toast, body: classes.body, description: classes.description },
  });
}
