// The view of the rejected page and its form in the address, so that it can be linked and reached by Back.

import { useDebouncedCallback, useThrottledCallback } from "@mantine/hooks";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { GroupSort, RejectedView, TriageStatus } from "../../api/bindings";
import { useStableCallback } from "../../components/useStableCallback";
import { useDates, useNow } from "../../state/dates";
import { type DateFilter, dateFilterOf, dateRange } from "../requests/filters/requestsView";

export interface RejectedPageView {
  /** Id of the shown cause, or of a group of it; absent: the first one. */
  group: string | undefined;
  /** Id of the job to which the cause is narrowed; absent: all of its jobs. */
  job: string | undefined;
  show: TriageStatus;
  /** When it was rejected: a period up to now, or days; `null`: at any time. */
  period: DateFilter | null;
  /** How long ago it was rejected, in hours; `null`: at any time. */
  age: AgeRange | null;
  /** `null`: any; empty: unassigned requests. */
  assignee: string | null;
  text: string;
  sort: GroupSort;
}

/** From an age on, up to another one; `null`: without an end. */
export interface AgeRange {
  from: number;
  to: number | null;
}

const SHOWN: readonly TriageStatus[] = ["open", "snoozed", "dismissed", "cleared"];
export const SORTS: readonly GroupSort[] = ["count", "growing", "newest", "oldest"];

export const EVERYTHING: RejectedPageView = {
  group: undefined,
  job: undefined,
  show: "open",
  period: null,
  age: null,
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
    job: word("job") || undefined,
    show: one(SHOWN, word("show"), "open"),
    period: dateFilterOf(word("period"), word("from"), word("to")),
    age: ageOf(word("age")),
    assignee: word("unassigned") === "true" ? "" : word("assignee") || null,
    text: word("text"),
    sort: one(SORTS, word("sort"), "count"),
  };
}

/** `24-72` are hours; `72-` has no end. */
function ageOf(text: string): AgeRange | null {
  const [, from, to] = /^(\d{1,6})-(\d{0,6})$/.exec(text) ?? [];
  return from === undefined ? null : { from: Number(from), to: to ? Number(to) : null };
}

export function searchOf({
  group,
  job,
  show,
  period,
  age,
  assignee,
  text,
  sort,
}: RejectedPageView): Record<string, string> {
  const all: Record<string, string> = {
    group: group ?? "",
    job: job ?? "",
    show: show === EVERYTHING.show ? "" : show,
    ...(typeof period === "string" ? { period } : period),
    age: age ? `${age.from}-${age.to ?? ""}` : "",
    assignee: assignee ?? "",
    unassigned: assignee === "" ? "true" : "",
    text,
    sort: sort === EVERYTHING.sort ? "" : sort,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/** Converts the view to the query. The group is left out, because the list shows all causes. */
export function filterOf(
  { show, period, age, assignee, text }: RejectedPageView,
  zone: Parameters<typeof dateRange>[1],
  now: number,
): Omit<RejectedView, "groups"> {
  const made = dateRange(period, zone, now);
  // An age is in the range that begins with it, as the overview counts.
  const start = age?.to == null ? null : now - age.to * HOUR_MS + 1;
  const end = age === null || age.from === 0 ? null : now - age.from * HOUR_MS + 1;
  return {
    show,
    from: both(Math.max, made.from, start),
    to: both(Math.min, made.to, end),
    assignee,
    text: text.trim() || null,
  };
}

const HOUR_MS = 3_600_000;
const both = (narrower: (one: number, other: number) => number, one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : narrower(one, other);

export const withoutFilters = ({ show, sort }: RejectedPageView): RejectedPageView => ({ ...EVERYTHING, show, sort });

export const isFiltered = ({ period, age, assignee, text }: RejectedPageView) =>
  period !== null || age !== null || assignee !== null || text.trim() !== "";

/** The first key press queries at once; of those that follow within this time, the last one does. */
const BETWEEN_QUERIES = 40;
/** WebKit accepts 100 changes of the address in 30 seconds, and arrow keys and typing are faster. */
const BETWEEN_ADDRESSES = 350;

/**
 * The view in the address, together with typed text and the group reached by arrows that are not in the address yet.
 */
export function useRejectedView() {
  const search = useSearch({ strict: false });
  const { key } = useParams({ strict: false });
  const navigate = useNavigate();
  const address = useMemo(() => viewOf(search), [search]);
  const [view, setView] = useState(address);
  /** The text in the query; the text in the field may be newer. */
  const [applied, setApplied] = useState(address.text);
  const written = JSON.stringify(searchOf(address));
  const ours = useRef(written);

  const dates = useDates();
  const minute = useNow(60_000);
  const { show, period, age, assignee } = view;
  // Unless it moves with the clock, the query stays the same.
  const now = age !== null ? minute : period === null ? 0 : dates.dayStart(minute);
  const filter = useMemo(
    () => filterOf({ ...EVERYTHING, show, period, age, assignee, text: applied }, dates, now),
    [show, period, age, assignee, applied, dates, now],
  );

  function go(next: RejectedPageView, opened: string | undefined, replace = opened === key) {
    const to = opened === undefined ? "/rejected" : "/rejected/$key";
    ours.current = JSON.stringify(searchOf(next));
    return navigate({ to, params: { key: opened }, search: searchOf(next), replace });
  }
  const apply = useThrottledCallback(setApplied, BETWEEN_QUERIES);
  const write = useDebouncedCallback((next: RejectedPageView) => void go(next, key), BETWEEN_ADDRESSES);

  const pin = useStableCallback((group: string) => {
    if (view.group === group) return;
    setView({ ...view, group });
    write({ ...view, group });
  });

  // The address also changes from outside: Back, or a link.
  useEffect(() => {
    if (written === ours.current) return;
    ours.current = written;
    setView(address);
    setApplied(address.text);
  }, [written, address]);

  return {
    view,
    filter,
    opened: key,
    type(text: string) {
      setView({ ...view, text });
      apply(text);
      write({ ...view, text });
    },
    /** Shows a group at once; the address follows when the arrow keys rest. */
    walk(group: string) {
      setView({ ...view, group, job: undefined });
      write({ ...view, group, job: undefined });
    },
    /** Keeps the group that is shown without a choice, as if it had been chosen. */
    pin,
    show(part: Partial<RejectedPageView>) {
      const next = { ...view, ...part };
      write.cancel();
      setView(next);
      setApplied(next.text);
      void go(next, key);
    },
    /** Shows another request in the open pane; Back still leads to what was before it. */
    walkRequests(opened: string, group = view.group) {
      write.cancel();
      return go({ ...view, group }, opened, true);
    },
    /** Opens a request beside the list; `undefined` closes it. */
    open(opened: string | undefined, group = view.group) {
      write.cancel();
      setView({ ...view, group });
      return go({ ...view, group }, opened);
    },
  };
}
