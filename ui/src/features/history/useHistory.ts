import { queryOptions, skipToken, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { commands, type HistoryFilter, type HistoryPlace, type HistoryRow } from "../../api/bindings";
import { useStableCallback } from "../../components/useStableCallback";
import { useDates, useNow } from "../../state/dates";
import { useWindowedRows, WINDOW_SIZE } from "../../table/useWindowedRows";
import { filterOf, type HistoryView, searchOf, viewOf } from "./historyView";

/** The view in the address, and the query of it. */
export function useHistoryView() {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const view = useMemo(() => viewOf(search), [search]);
  const dates = useDates();
  const minute = useNow(60_000);
  const day = view.made === null ? 0 : dates.dayStart(minute);
  const filter = useMemo(() => filterOf(view, dates, day), [view, dates, day]);
  return {
    view,
    filter,
    change: useStableCallback((part: Partial<HistoryView>) => {
      void navigate({ to: "/history", search: searchOf({ ...view, ...part }), replace: true });
    }),
  };
}

export const summaryQuery = (filter: HistoryFilter) =>
  queryOptions({
    queryKey: ["history", "summary", filter],
    queryFn: () => commands.history.historySummary(filter, WINDOW_SIZE),
    placeholderData: (last) => last,
  });

/** A window of rows: the first one, or the one behind a place of the summary. */
const windowQuery = (filter: HistoryFilter, offset: number, after: HistoryPlace | null | undefined) =>
  queryOptions({
    queryKey: ["history", "rows", filter, offset, after],
    queryFn:
      after === undefined ? skipToken : () => commands.history.historyPage({ filter, after, limit: WINDOW_SIZE }),
    placeholderData: offset === 0 ? (last) => last : undefined,
  });

const keyOf = ({ id }: HistoryRow) => id;

/** Reads the entries in windows; the summary says where each of them begins. */
export function useHistoryRows(filter: HistoryFilter, range: readonly [number, number]) {
  const summary = useQuery(summaryQuery(filter));
  const counts = summary.isPlaceholderData ? undefined : summary.data;
  const windows = useWindowedRows({
    windowAt: (offset) => windowQuery(filter, offset, offset === 0 ? null : counts?.places[offset / WINDOW_SIZE - 1]),
    keyOf,
    range,
  });
  const read = windows.head.data?.rows.length ?? 0;
  return {
    ...windows,
    /** Until the rows are counted, those that are certain. */
    total: read < WINDOW_SIZE ? read : Math.max(read, counts?.total ?? 0),
    summary: summary.data,
    error: windows.head.error ?? summary.error,
  };
}

export type HistoryRows = ReturnType<typeof useHistoryRows>;
