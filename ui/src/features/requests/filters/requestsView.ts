// The view of the requests page and its form in the address, so that it can be linked, saved and reached by Back. The
// address uses short words because users read it; unknown parts are ignored.

import type { RequestColumn, RequestFilter, RequestState } from "../../../api/bindings";
import { everything } from "../../../api/queries";
import { REQUEST_COLUMNS } from "../table/columns";
import { type DateFilter, dateFilterOf, dateRange, searchOfDates } from "./dateFilter";

/** The filters with the same form in the view and in the query. */
type Same = "states" | "providers" | "types" | "users" | "units" | "priorities" | "mine";

/** `mine`: only requests of this desk. */
export interface RequestsView extends Pick<RequestFilter, Same> {
  text: string;
  made: DateFilter | null;
  error: boolean | null;
  sort: RequestColumn;
  ascending: boolean;
}

/** In the order of a request's life cycle, which is also the order of the menu. */
export const STATES: readonly RequestState[] = [
  "held",
  "queued",
  "sending",
  "notSent",
  "unknown",
  "pending",
  "completed",
  "rejected",
  "refused",
  "cancelled",
  "other",
];

/** The filters with several values, by their names in the address. */
const LISTS = { provider: "providers", type: "types", user: "users", unit: "units", priority: "priorities" } as const;
export type ListName = (typeof LISTS)[keyof typeof LISTS];

const { text: _text, from: _from, to: _to, hasError: _hasError, ...same } = everything;
export const EVERYTHING: RequestsView = {
  ...same,
  text: "",
  made: null,
  error: null,
  sort: "created",
  ascending: false,
};

export function viewOf(search: Record<string, unknown>): RequestsView {
  const word = (name: string) => (typeof search[name] === "string" ? search[name] : "");
  const named = word("states").split(",");
  const lists = Object.entries(LISTS).map(([name, list]) => [list, valuesOf(word(name))]);
  const sort = word("sort");
  const column = REQUEST_COLUMNS.all.find((one) => one === sort.replace(/^-/, ""));
  return {
    ...EVERYTHING,
    ...Object.fromEntries(lists),
    text: word("text"),
    states: STATES.filter((state) => named.includes(state)),
    made: dateFilterOf(word("made"), word("from"), word("to")),
    mine: word("mine") === "true",
    error: word("error") === "yes" ? true : word("error") === "no" ? false : null,
    ...(column && { sort: column, ascending: !sort.startsWith("-") }),
  };
}

export function searchOf(view: RequestsView): Record<string, string> {
  const lists = Object.entries(LISTS).map(([name, list]) => [name, view[list].map(escaped).join(",")] as const);
  const usual = view.sort === EVERYTHING.sort && view.ascending === EVERYTHING.ascending;
  const all: Record<string, string> = {
    text: view.text,
    states: view.states.join(","),
    ...Object.fromEntries(lists),
    ...searchOfDates(view.made),
    mine: view.mine ? "true" : "",
    error: view.error === null ? "" : view.error ? "yes" : "no",
    sort: usual ? "" : `${view.ascending ? "" : "-"}${view.sort}`,
  };
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ""));
}

/** Converts the view to the query. `zone` is the connection's time zone, in which days begin. */
export function filterOf(view: RequestsView, zone: Parameters<typeof dateRange>[1], now: number): RequestFilter {
  const { text, made, error, sort, ascending, ...others } = view;
  return { ...others, text: text.trim() || null, ...dateRange(made, zone, now), hasError: error };
}

/**
 * Sorts by a column; the same column again reverses the order. Times start with the newest, other columns ascending.
 */
export const sortedBy = (view: RequestsView, sort: RequestColumn): RequestsView => ({
  ...view,
  sort,
  ascending: view.sort === sort ? !view.ascending : sort !== "created" && sort !== "updated",
});

export const withoutFilters = ({ sort, ascending }: RequestsView): RequestsView => ({ ...EVERYTHING, sort, ascending });

export const isFiltered = (view: RequestsView) =>
  Object.keys(searchOf({ ...view, text: view.text.trim() })).some((name) => name !== "sort");

// Values are texts of the server and may contain the separator.
const escaped = (value: string) => value.replace(/[%,]/g, encodeURIComponent);
const valuesOf = (text: string) =>
  text === "" ? [] : text.split(",").map((value) => value.replace(/%2[5C]/gi, decodeURIComponent));
