import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCircleCheck, IconDownload } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { commands } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { ProblemNote } from "../../components/ProblemNote";
import { exporting } from "../../state/exporting";
import { showProblem } from "./showToast";
import classes from "./toasts.module.css";

export function ExportToast() {
  const { t } = useTranslation("shell");
  const progress = exporting.use();
  if (!progress) return null;
  const { name, rows, of, done, problem } = progress;
  if (problem) return <ProblemNote problem={problem} role="status" />;
  const stop = () =>
    commands.stopExport().then(
      () => exporting.set(null),
      (reason: unknown) => showProblem(reason),
    );
  return (
    <div className={classes.grid} data-tone={done ? "ok" : "accent"}>
      <Icon of={done ? IconCircleCheck : IconDownload} />
      <span className={classes.title}>{done ? t("saved", { count: rows }) : t("saving", { rows, of })}</span>
      {done ? (
        <span />
      ) : (
        <Button size="xs" onClick={() => void stop()}>
          {t("stop")}
        </Button>
      )}
      <bdi className={classes.sub} dir="ltr" title={name}>
        {name}
      </bdi>
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
    </div>
  );
}

const TOAST_ID = "export";

/** One toast for the file that is being written: how far it is, then what it is called. */
export function useExportToast() {
  const { t } = useTranslation();
  const progress = exporting.use();
  // A finished one goes by itself; one that failed is read first.
  const stage = progress === null ? "none" : progress.problem ? "failed" : progress.done ? "done" : "going";
  const name = progress?.name;
  useEffect(() => {
    notifications.hide(TOAST_ID);
    if (stage === "none") return;
    notifications.show({
      id: TOAST_ID,
      message: <ExportToast />,
      role: "status",
      autoClose: stage === "done" ? 10_000 : false,
      withCloseButton: stage !== "going",
      closeButtonProps: { "aria-label": t("close") },
      onClose: () => {
        if (stage !== "going" && exporting.get()?.name === name) exporting.set(null);
      },
      classNames: { root: classes.toast, body: classes.body, description: classes.description },
    });
  }, [stage, name, t]);
}
