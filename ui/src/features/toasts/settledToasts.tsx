import { notifications, notificationsStore } from "@mantine/notifications";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow, RequestState } from "../../api/bindings";
import { onDesk } from "../../api/events";
import { requestQuery } from "../../api/queries";
import { stateLook } from "../../components/labels/StateLabel";
import { useCauses } from "../../state/causes";
import { useOwnRequests } from "../../state/ownRequests";
import { useOperationName } from "../../state/requestTexts";
import { isShownByPage } from "../../state/uiState";
import { joinValues } from "../../state/urlSearch";
import { openRetry, retryOf } from "../retries/openRetryForm";
import { showToast, subjectOf, ToastBody } from "./showToast";
import classes from "./toasts.module.css";

/** The states that need an action of the user: their toast stays longer. */
const BAD: RequestState[] = ["rejected", "refused", "unknown"];

const KINDS = {
  bad: { states: BAD, stays: 30_000, tone: "bad", icon: IconCircleX },
  good: { states: ["completed"], stays: 6000, tone: "ok", icon: IconCircleCheck },
} as const satisfies Record<string, { states: RequestState[]; stays: number; tone: string; icon: typeof IconCircleX }>;
type Kind = keyof typeof KINDS;

/** The last toast of each kind, and its requests, the latest first. */
const told: Record<Kind, { id: string; rows: RequestRow[] }> = {
  bad: { id: "", rows: [] },
  good: { id: "", rows: [] },
};

/** Shows how the requests of this desk ended, in one toast for each kind of end, unless the page shows it. */
export function useSettledToasts() {
  const { t } = useTranslation();
  useEffect(
    () =>
      onDesk((event) => {
        if (event.kind === "settled" && !isShownByPage(event.row.key)) showSettled(event.row, t("close"));
      }),
    [t],
  );
}

function showSettled(row: RequestRow, closeLabel: string) {
  const kind: Kind = BAD.includes(row.state) ? "bad" : "good";
  const { id: before, rows: others } = told[kind];
  // A request of which an earlier end was told is not counted twice.
  const rows = [row, ...(isOpen(before) ? others.filter(({ key }) => key !== row.key) : [])];
  // Another toast, so that it is announced anew and stays for its whole time.
  const id = `settled-${kind}-${Date.now()}-${row.key}`;
  notifications.hide(before);
  // What was told about this request alone is no longer true.
  const other = told[kind === "bad" ? "good" : "bad"];
  if (other.rows.length === 1 && other.rows[0]?.key === row.key) notifications.hide(other.id);
  told[kind] = { id, rows };
  const close = () => notifications.hide(id);
  showToast({
    id,
    message:
      rows.length === 1 ? (
        <SettledToast row={row} onOpened={close} />
      ) : (
        <EndedToast kind={kind} rows={rows} onOpened={close} />
      ),
    autoClose: KINDS[kind].stays,
    closeLabel,
  });
}

function isOpen(id: string): boolean {
  const { notifications: open, queue } = notificationsStore.getState();
  return [...open, ...queue].some((toast) => toast.id === id);
}

interface EndedToastProps {
  kind: Kind;
  rows: readonly RequestRow[];
  onOpened: () => void;
}

/** Several requests that ended, and the way to all of today. */
function EndedToast({ kind, rows, onOpened }: EndedToastProps) {
  const { t } = useTranslation(["shell", "states"]);
  const navigate = useNavigate();
  const { users } = useOwnRequests();
  const { states, tone, icon } = KINDS[kind];
  const count = (state: RequestState) => rows.filter((row) => row.state === state).length;
  const parts = states
    .filter((state) => count(state) > 0)
    .map((state) => t("shell:endedAs", { state: t(`states:${state}`), count: count(state) }));
  return (
    <ToastBody
      tone={tone}
      icon={icon}
      title={t(`shell:ended.${kind}`, { count: rows.length })}
      action={
        <button
          type="button"
          className={classes.link}
          onClick={() => {
            onOpened();
            const search = { states: states.join(","), user: joinValues(users), made: "today", mine: "true" };
            void navigate({ to: "/requests", search });
          }}
        >
          {t("shell:showEnded")}
        </button>
      }
      detail={parts.length > 1 ? parts.join(" · ") : undefined}
      silent
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
      silent
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
