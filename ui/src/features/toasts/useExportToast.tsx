import { notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { exporting } from "../../state/uiState";
import { ExportToast } from "./ExportToast";
import style from "./Toasts.module.css";

const ID = "export";

/** One toast for the file that is being written: how far it is, then what it is called. */
export function useExportToast() {
  const { t } = useTranslation();
  const progress = exporting.use();
  // A finished one goes by itself; one that failed is read first.
  const stage = progress === null ? "none" : progress.problem ? "failed" : progress.done ? "done" : "going";
  const name = progress?.name;
  useEffect(() => {
    notifications.hide(ID);
    if (stage === "none") return;
    notifications.show({
      id: ID,
      message: <ExportToast />,
      role: "status",
      autoClose: stage === "done" ? 10_000 : false,
      withCloseButton: stage !== "going",
      closeButtonProps: { "aria-label": t("close") },
      onClose: () => {
        if (stage !== "going" && exporting.get()?.name === name) exporting.set(null);
      },
      classNames: { root: style.toast, body: style.body, description: style.description },
    });
  }, [stage, name, t]);
}
