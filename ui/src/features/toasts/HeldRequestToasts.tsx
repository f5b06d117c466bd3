import { Button, VisuallyHidden } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconClock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { commands, type RequestRow } from "../../api/bindings";
import { refreshRequests, refreshSnapshot, requestsQuery } from "../../api/queries";
import { Kbd } from "../../components/Kbd";
import { createStore } from "../../state/createStore";
import { useNow } from "../../state/dates";
import { useOperationName } from "../../state/requestTexts";
import { useSnapshot } from "../../state/snapshot";
import { holdsShownByPage, isCountingDown } from "../../state/uiState";
import { showProblem, showToast, subjectOf, ToastBody } from "./showToast";
import classes from "./toasts.module.css";
import { useUndoKey } from "./useUndoKey";

/** Key of the request that Ctrl+Z undoes. */
const newestHeld = createStore<string | undefined>(undefined);

/** Counts down to the moment when a request is sent. */
function HeldRequestToast({ row, onUndo }: { row: RequestRow; onUndo: () => void }) {
  const { t } = useTranslation("shell");
  const { holdSeconds } = useSnapshot().preferences;
  const now = useNow(200);
  const jobName = useOperationName();
  const hasKey = newestHeld.use() === row.key;
  const left = Math.max(0, (row.heldUntil ?? now) - now);
  const whole = Math.max(1, holdSeconds * 1000, left);
  const job = jobName(row);
  return (
    <ToastBody
      tone="accent"
      icon={IconClock}
      title={
        <>
          {t("heldTitle", { job })} <span aria-hidden>{t("heldIn", { seconds: Math.ceil(left / 1000) })}</span>
        </>
      }
      action={
        <span className={classes.actions}>
          <Button size="xs" aria-keyshortcuts={hasKey ? "Control+Z" : undefined} onClick={onUndo}>
            {t("undo")}
            <VisuallyHidden>{job}</VisuallyHidden>
            {hasKey && <Kbd keys="Ctrl+Z" />}
          </Button>
          <Button size="xs" variant="subtle" onClick={() => commands.outbox.sendNow(row.key).catch(showProblem)}>
            {t("sendNow")}
            <VisuallyHidden>{job}</VisuallyHidden>
          </Button>
        </span>
      }
      detail={subjectOf(row)}
      silent
    >
      <span className={classes.bar} aria-hidden>
        <span style={{ transform: `scaleX(${left / whole})` }} />
      </span>
    </ToastBody>
  );
}

const idOf = (key: string) => `hold-${key}`;

/** Shows one toast per request that can still be undone. */
export function useHeldRequestToasts() {
  const { held } = useSnapshot().outbox;
  const { data } = useQuery({
    ...requestsQuery({ filter: { states: ["held"], mine: true }, limit: 20 }),
    enabled: held > 0,
  });
  const undo = useUndo();
  const shown = useRef(new Set<string>());
  // A page that shows held requests itself also handles the key: it knows whether its form is free for the values.
  const shownByPage = holdsShownByPage.use();
  const all = held > 0 ? (data?.rows ?? []).filter(isCountingDown) : [];
  const rows = shownByPage ? [] : all;

  useEffect(() => {
    const keys = new Set(rows.map(({ key }) => key));
    for (const key of shown.current) {
      if (!keys.has(key)) notifications.hide(idOf(key));
    }
    for (const row of rows) {
      if (shown.current.has(row.key)) continue;
      showToast({
        id: idOf(row.key),
        message: <HeldRequestToast row={row} onUndo={() => undo(row.key)} />,
        autoClose: false,
      });
    }
    shown.current = keys;
  });

  const newest = all.reduce<RequestRow | undefined>(
    (last, row) => (!last || (row.created ?? 0) >= (last.created ?? 0) ? row : last),
    undefined,
  );
  const newestKey = newest?.key;
  useEffect(() => newestHeld.set(newestKey), [newestKey]);
  useUndoKey(newest, shownByPage ? undefined : undo);
}

/** Takes a held request back and opens its form with the same values (a PIN is typed again). */
export function useUndo() {
  const navigate = useNavigate();
  return useCallback(
    (key: string) => {
      void commands.outbox.undo(key).then(
        async (draft) => {
          await Promise.all([refreshRequests(), refreshSnapshot()]);
          await navigate({
            to: "/operations/$operationId",
            params: { operationId: draft.operation },
            search: { from: key },
          });
        },
        (reason: unknown) => showProblem(reason),
      );
    },
    [navigate],
  );
}
