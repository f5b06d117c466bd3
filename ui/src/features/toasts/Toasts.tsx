import "@mantine/core/styles/Notification.layer.css";
import "@mantine/notifications/styles.layer.css";
import "../../i18n/lazyNamespaces";
import { Button } from "@mantine/core";
import { Notifications, notifications } from "@mantine/notifications";
import { IconCircleCheck, IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { commands, type RequestRow, type RequestState } from "../../api/bindings";
import { onDesk } from "../../api/events";
import { requestQuery } from "../../api/queries";
import { stateLook } from "../../components/labels/StateLabel";
import { ProblemNote } from "../../components/ProblemNote";
import { useCauses } from "../../state/causes";
import { useOperationName } from "../../state/requestTexts";
import { exporting, stateShownByPage } from "../../state/uiState";
import { openRetry, retryOf } from "../retries/openRetryForm";
import { useHeldRequestToasts } from "./HeldRequestToasts";
import { showProblem, showToast, subjectOf, ToastBody } from "./showToast";
import classes from "./toasts.module.css";

/** The toasts in the corner of every page: results, and requests that can still be undone. */
export function Toasts() {
  useHeldRequestToasts();
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

function SettledToast({ row, onOpened }: { row: RequestRow; onOpened: () => void }) {
  const { t } = useTranslation(["shell", "states"]);
  // The row of an event does not say its group.
  const { data } = useQuery({ ...requestQuery(row.key), enabled: row.state === "rejected" });
  const cause = useCauses()({ group: data?.row.group ?? null });
  const jobName = useOperationName();
  const navigate = useNavigate();
  const look = stateLook[row.state];
  return (
    <ToastBody
      tone={look.tone}
      icon={look.icon}
      title={t(row.number === null ? "shell:settledUnnumbered" : "shell:settled", {
        job: jobName(row),
        number: row.number,
        state: t(`states:${row.state}`),
      })}
      action={
        <button
          type="button"
          className={classes.link}
          onClick={() => {
            onOpened();
            void navigate({ to: "/requests/$key", params: { key: row.key } });
          }}
        >
          {t(row.state === "completed" ? "shell:open" : "shell:why")}
        </button>
      }
      detail={cause?.title ?? row.errorText ?? subjectOf(row)}
    >
      {data?.row.state === "rejected" && (
        <span className={classes.more}>
          <button
            type="button"
            className={classes.link}
            onClick={() => openRetry({ selection: retryOf([data.row]), title: row.number ?? jobName(row) })}
          >
            {t("shell:retry")}
          </button>
          {cause && cause.open > 1 && (
            <button
              type="button"
              className={classes.link}
              onClick={() => {
                onOpened();
                void navigate({ to: "/rejected", search: { group: cause.id } });
              }}
            >
              {t("shell:sameCause", { count: cause.open })}
            </button>
          )}
        </span>
      )}
    </ToastBody>
  );
}

/** The states that need an action of the user: their toasts stay longer. */
const stays: RequestState[] = ["rejected", "refused", "unknown"];

/** Shows how each request of this desk ended, unless the page shows it. */
function useSettledToasts() {
  const { t } = useTranslation();
  useEffect(
    () =>
      onDesk((event) => {
        if (event.kind === "settled" && event.row.key !== stateShownByPage.get()) showSettled(event.row, t("close"));
      }),
    [t],
  );
}

function showSettled(row: RequestRow, close: string) {
  const id = `settled-${row.key}`;
  notifications.hide(id);
  showToast({
    id,
    message: <SettledToast row={row} onOpened={() => notifications.hide(id)} />,
    autoClose: stays.includes(row.state) ? 30_000 : 6000,
    closeLabel: close,
  });
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
