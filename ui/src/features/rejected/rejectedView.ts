// The view of the rejected page and its form in the address, so that it can be linked and reached by Back.
import type { GroupSort, RejectedView, TriageStatus } from "../../api/bindings";
import { DAY_SPANS, type DaySpan, dateRange } from "../requests/filters/dateFilter";

export interface RejectedPageView {
  /** Id of the shown group; absent: the first one. */
  group: string | undefined;
  show: TriageStatus;
  /** The period up to now; `null`: the whole local copy. */
  period: DaySpan | null;
  /** `null`: any; empty: unassigned requests. */
  assignee: string | null;
  text: string;
  sort: GroupSort;
}

export const SHOWN: readonly TriageStatus[] = ["open", "snoozed", "dismissed", "cleared"];
export const SORTS: readonly GroupSort[] = ["count", "growing", "newest", "oldest"];

export const EVERYTHING: RejectedPageView = {
  group: undefined,
  show: "open",
  period: null,
  assignee: null,
  text: "",
  sort: "count",
};

export function viewOf(search: Record<string, unknown>): RejectedPageView {
  const word = (name: string) => (typeof search[name] === "string" ? search[name] : "");
  const one = <T extends string>(values: readonly T[], text: string, usual: T) =>
    values.find((value) => value === text) ?? usual;
  return {
    group: word("group") || undefined,
    show: one(SHOWN, word("show"), "open"),
    period: word("period") in DAY_SPANS ? (word("period") as DaySpan) : null,
    assignee: word("unassigned") === "true" ? "" : word("assignee") || null,
    text: word("text"),
    sort: one(SORTS, word("sort"), "count"),
  };
}

export function searchOf({ group, show, period, assignee, text, sort }: RejectedPageView): Record<string, string> {
  const all: Record<string, string> = {
    group: group ?? "",
    show: show === EVERYTHING.show ? "" : show,
    period: period ?? "",
    assignee: assignee ?? "",
    unassigned: assignee === "" ? "true" : "",
    text,
    sort: sort === EVERYTHING.sort ? "" : sort,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/** Converts the view to the query. The group is left out, because the list shows all groups. */
export function filterOf(
  { show, period, assignee, text }: RejectedPageView,
  zone: Parameters<typeof dateRange>[1],
  now: number,
): Omit<RejectedView, "group"> {
  return { show, from: dateRange(period, zone, now).from, assignee, text: text.trim() || null };
}

export const withoutFilters = ({ show, sort }: RejectedPageView): RejectedPageView => ({ ...EVERYTHING, show, sort });

export const isFiltered = ({ period, assignee, text }: RejectedPageView) =>
  period !== null || assignee !== null || text.trim() !== "";
