import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Icon } from "../../components/Icon";
import { i18next } from "../../i18n/i18n";
import toast from "../toasts/toasts.module.css";

/** Warns the user about a scan, wherever it was routed. Repeated warnings replace each other. */
export function showScanWarning(what: "capsLock" | "severalNumbers") {
  notifications.show({
    id: `scanner-${what}`,
    message: (
      <div className={toast.grid} data-tone="warn">
        <Icon of={IconAlertTriangle} />
        <span className={toast.words}>{i18next.t(`told.${what}`, { ns: "scanner" })}</span>
      </div>
    ),
    role: "status",
    autoClose: 10_000,
    withCloseButton: true,
    closeButtonProps: { "aria-label": i18next.t("close") },
    classNames: { root: toast.toast, body: toast.body, description: toast.description },
  });
}
