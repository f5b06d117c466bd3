// The view of the requests page and its form in the address, so that it can be linked, saved and reached by Back. The
// address uses short words because users read it; unknown parts are ignored. The filter by creation time is a span that
// moves with the calendar, or fixed days, both in the connection's time zone.

import type { RequestColumn, RequestFilter, RequestState } from "../../../api/bindings";
import { everything } from "../../../api/queries";
import type { Dates } from "../../../state/dates";
import { joinValues, splitValues } from "../../../state/urlSearch";
import { REQUEST_COLUMNS } from "../table/columns";

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

const { text: _text, from: _from, to: _to, hasError: _hasError, single: _single, ...same } = everything;
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
  const lists = Object.entries(LISTS).map(([name, list]) => [list, splitValues(word(name))]);
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
  const lists = Object.entries(LISTS).map(([name, list]) => [name, joinValues(view[list])] as const);
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
  return { ...everything, ...others, text: text.trim() || null, ...dateRange(made, zone, now), hasError: error };
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

/** Number of days, today included. */
export const DAY_SPANS = { today: 1, "7d": 7, "30d": 30 } as const;
export type DaySpan = keyof typeof DAY_SPANS;

/** First and last day, `2026-02-26`; empty for an open end. */
export type Days = { from: string; to: string };
export type DateFilter = DaySpan | Days;

const DAY = /^\d{4}-\d\d-\d\d$/;
const isDay = (text: string) => DAY.test(text) && shifted(text, 0) === text;

/** A span or fixed days from the words of an address. */
export function dateFilterOf(made: string, from: string, to: string): DateFilter | null {
  if (made in DAY_SPANS) return made as DaySpan;
  const days = { from: isDay(from) ? from : "", to: isDay(to) ? to : "" };
  return days.from === "" && days.to === "" ? null : days;
}

export function searchOfDates(made: DateFilter | null): Record<string, string> {
  if (made === null) return {};
  return typeof made === "string" ? { made } : made;
}

type Zone = Pick<Dates, "instant" | "wallClock">;

/**
 * Converts the filter to instants: from the start of the first day to the start of the day after the last one,
 * exclusive.
 */
export function dateRange(made: DateFilter | null, { instant, wallClock }: Zone, now: number) {
  if (made === null) return { from: null, to: null };
  const midnight = (day: string) => instant(`${day}T00:00:00`);
  if (typeof made === "string") {
    const today = wallClock(now).slice(0, 10);
    return { from: midnight(shifted(today, 1 - DAY_SPANS[made])), to: null };
  }
  return {
    from: made.from === "" ? null : midnight(made.from),
    to: made.to === "" ? null : midnight(shifted(made.to, 1)),
  };
}

/** Adds days to a date. An invalid date becomes another date or an empty text. */
function shifted(day: string, days: number): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? "" : new Date(at + days * 86_400_000).toISOString().slice(0, 10);
}
