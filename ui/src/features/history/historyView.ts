// The filters of the history and their form in the address, as on the requests page.

import type { HistoryFilter, HistoryKind, RequestState } from "../../api/bindings";
import { joinValues, splitValues } from "../../state/urlSearch";
import { type DateFilter, dateFilterOf, dateRange, STATES, searchOfDates } from "../requests/filters/requestsView";

export interface HistoryView {
  users: string[];
  /** Ids of operations, and kinds that are no request. */
  jobs: string[];
  states: RequestState[];
  made: DateFilter | null;
}

export const NO_FILTER: HistoryView = { users: [], jobs: [], states: [], made: null };

/** The kinds that stand beside operations in the filter by job. */
export type ActKind = Exclude<HistoryKind, "request" | "removed">;
export const ACT_KINDS: readonly ActKind[] = [
  "assignee",
  "note",
  "snooze",
  "dismissal",
  "batch",
  "signIn",
  "signOut",
  "purge",
];

export function viewOf(search: Record<string, unknown>): HistoryView {
  const word = (name: string) => (typeof search[name] === "string" ? search[name] : "");
  const named = word("states").split(",");
  return {
    users: splitValues(word("user")),
    jobs: splitValues(word("job")),
    states: STATES.filter((state) => named.includes(state)),
    made: dateFilterOf(word("made"), word("from"), word("to")),
  };
}

export function searchOf({ users, jobs, states, made }: HistoryView): Record<string, string> {
  const all: Record<string, string> = {
    user: joinValues(users),
    job: joinValues(jobs),
    states: states.join(","),
    ...searchOfDates(made),
  };
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ""));
}

/** Converts the view to the query. `zone` is the connection's time zone, in which days begin. */
export const filterOf = (
  { users, jobs, states, made }: HistoryView,
  zone: Parameters<typeof dateRange>[1],
  now: number,
): HistoryFilter => ({ users, jobs, states, ...dateRange(made, zone, now) });

export const isFiltered = (view: HistoryView) => Object.keys(searchOf(view)).length > 0;
