import "@mantine/core/styles/Notification.layer.css";
import "@mantine/notifications/styles.layer.css";
import "../../i18n/lazyNamespaces";
import { Button } from "@mantine/core";
import { Notifications, notifications } from "@mantine/notifications";
import { IconCircleCheck, IconDownload } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { commands } from "../../api/bindings";
import { ProblemNote } from "../../components/ProblemNote";
import { exporting } from "../../state/uiState";
import { useHeldRequestToasts } from "./HeldRequestToasts";
import { useSettledToasts } from "./settledToasts";
import { showProblem, showToast, ToastBody } from "./showToast";
import classes from "./toasts.module.css";
import { useRequestAnnouncements } from "./useRequestAnnouncements";

/** The toasts in the corner of every page: results, and requests that can still be undone. */
export function Toasts() {
  useHeldRequestToasts();
  useRequestAnnouncements();
  useSettledToasts();
  useExportToast();
  const { t } = useTranslation("shell");
  return (
    <section aria-label={t("messages")}>
      <Notifications
        position="bottom-right"
        limit={5}
        transitionDuration={0}
        containerWidth={400}
        zIndex={390}
        withinPortal={false}
        classNames={{ root: classes.region }}
      />
    </section>
  );
}

const TOAST_ID = "export";

/** Shows one toast for the export that runs: its progress, then the name of the file. */
function useExportToast() {
  const { t } = useTranslation();
  const progress = exporting.use();
  // A finished export closes by itself; a failed one stays until it is read.
  const stage = progress === null ? "none" : progress.problem ? "failed" : progress.done ? "done" : "going";
  const name = progress?.name;
  useEffect(() => {
    notifications.hide(TOAST_ID);
    if (stage === "none") return;
    showToast({
      id: TOAST_ID,
      message: <ExportToast />,
      autoClose: stage === "done" ? 10_000 : false,
      closeLabel: stage === "going" ? undefined : t("close"),
      onClose: () => {
        if (stage !== "going" && exporting.get()?.name === name) exporting.set(null);
      },
    });
  }, [stage, name, t]);
}

function ExportToast() {
  const { t } = useTranslation("shell");
  const progress = exporting.use();
  if (!progress) return null;
  const { name, rows, of, done, problem } = progress;
  if (problem) return <ProblemNote problem={problem} role="status" />;
  const stop = () => commands.requests.stopExport().then(() => exporting.set(null), showProblem);
  return (
    <ToastBody
      tone={done ? "ok" : "accent"}
      icon={done ? IconCircleCheck : IconDownload}
      title={done ? t("saved", { count: rows }) : t("saving", { rows, of })}
      action={
        done ? undefined : (
          <Button size="xs" onClick={() => void stop()}>
            {t("stop")}
          </Button>
        )
      }
      detail={name}
      isFile
      // Its rows are counted while it is written.
      silent={!done}
    >
      {!done && (
        <span
          className={classes.bar}
          role="progressbar"
          aria-label={t("savingFile")}
          aria-valuemin={0}
          aria-valuemax={of}
          aria-valuenow={rows}
        >
          <span style={{ transform: `scaleX(${of === 0 ? 0 : Math.min(1, rows / of)})` }} />
        </span>
      )}
    </ToastBody>
  );
}
