import { notifications } from "@mantine/notifications";
import { IconCircleCheck, IconZoomIn } from "@tabler/icons-react";
import { commands } from "../../api/bindings";
import { i18next } from "../../i18n/i18n";
import "../../i18n/lazyNamespaces";
import { copyText } from "../../state/clipboard";
import { closeToasts, showProblem, showToast, ToastBody } from "../toasts/showToast";

export { closeToasts };

const ZOOM_SHOWN_MS = 1500;

/** Says the zoom for a moment. A step right after another replaces its message. */
export function showZoom(percent: number) {
  notifications.hide("zoom");
  showToast({
    id: "zoom",
    autoClose: ZOOM_SHOWN_MS,
    message: <ToastBody tone="accent" icon={IconZoomIn} title={i18next.t("help:zoomed", { percent })} />,
  });
}

/** Copies the report for support. */
export async function copyDiagnostics() {
  try {
    if (!(await copyText(await commands.window.diagnostics()))) return;
    showToast({
      message: (
        <ToastBody
          tone="ok"
          icon={IconCircleCheck}
          title={i18next.t("help:diagnosticsCopied")}
          detail={i18next.t("help:diagnosticsNote")}
        />
      ),
    });
  } catch (reason) {
    showProblem(reason);
  }
}

export async function openLogs() {
  try {
    await commands.window.openLogs();
  } catch (reason) {
    showProblem(reason);
  }
}
