import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow, RequestState } from "../../api/bindings";
import { onDesk } from "../../api/events";
import { queryClient, requestQuery, requestsQuery } from "../../api/queries";
import { announce } from "../../components/live/announce";
import { readCauseWords } from "../../state/causes";
import { useOwnRequests } from "../../state/ownRequests";
import { useOperationName } from "../../state/requestTexts";
import { useSnapshot } from "../../state/snapshot";
import { isCountingDown } from "../../state/uiState";

/** The states between the hold and the outcome. */
const WAITING: RequestState[] = ["held", "queued", "sending", "pending"];
/** Larger numbers are batches, which announce themselves. */
const MOST = 20;

/** Announces each step of the user's own requests, on every page: held, sending, and the outcome with its reason. */
export function useRequestAnnouncements() {
  useProgress();
  useOutcomes();
}

/** What is on its way; the number of the card tells requests of one job apart. */
function useProgress() {
  const { t } = useTranslation(["shell", "states"]);
  const jobName = useOperationName();
  const own = useOwnRequests();
  const { holdSeconds } = useSnapshot().preferences;
  const query = requestsQuery({ filter: { ...own, single: true, states: WAITING }, limit: MOST });
  const { data, isPlaceholderData } = useQuery(query);
  const known = useRef<{ own: unknown; states: ReadonlyMap<string, RequestState> }>(undefined);
  const compare = useEffectEvent((rows: readonly RequestRow[]) => {
    const last = known.current;
    known.current = { own, states: new Map(rows.map(({ key, state }) => [key, state])) };
    // Those of before the start, and of before the sign-in, are no news.
    if (last?.own !== own) return;
    const before = last.states;
    for (const row of rows) {
      const was = before.get(row.key);
      const about = { job: jobName(row), subject: row.smartcard ?? row.subscription ?? "" };
      if (was === undefined && isCountingDown(row)) announce(t("shell:said.held", { ...about, seconds: holdSeconds }));
      else if (isLeaving(row.state) && (was === undefined || !isLeaving(was))) announce(t("shell:said.sending", about));
      else if (row.state === "queued" && was !== "queued" && row.waitsFor && row.waitsFor !== "turn") {
        announce(t("shell:said.waiting", { ...about, why: t(`states:waitsFor.${row.waitsFor}`) }));
      }
    }
  });
  useEffect(() => {
    if (data && !isPlaceholderData) compare(data.rows);
  }, [data, isPlaceholderData]);
}

/** A row may be *Sending* for a moment only, and *Pending* when it is read. */
const isLeaving = (state: RequestState) => state === "sending" || state === "pending";

function useOutcomes() {
  const { t } = useTranslation(["shell", "states"]);
  const jobName = useOperationName();
  const settled = useEffectEvent(async (row: RequestRow) => {
    const about = { job: jobName(row), number: row.number, state: t(`states:${row.state}`) };
    const outcome = t(row.number === null ? "shell:settledUnnumbered" : "shell:settled", about);
    const reason = row.state === "completed" ? null : await reasonOf(row);
    announce(reason ? t("shell:said.outcome", { outcome, reason }) : outcome, row.state !== "completed");
  });
  useEffect(() => onDesk((event) => void (event.kind === "settled" && settled(event.row))), []);
}

/** The cause in plain words, or else the server's own. The row of an event does not say its group. */
async function reasonOf({ key, errorText, errorCode, state }: RequestRow): Promise<string | null> {
  const words = errorText ?? errorCode;
  if (state !== "rejected") return words;
  try {
    const { row } = await queryClient.fetchQuery({ ...requestQuery(key), staleTime: 0 });
    const causes = row.group === null ? undefined : await readCauseWords();
    return causes?.[row.group ?? ""] ?? words;
  } catch {
    return words;
  }
}
