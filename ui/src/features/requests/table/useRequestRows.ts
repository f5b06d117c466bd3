import { useQuery } from "@tanstack/react-query";
import { commands, type RequestColumn, type RequestFilter, type RequestRow } from "../../../api/bindings";
import { requestCountsQuery, requestsQuery } from "../../../api/queries";
import { countOf, isSelected, useRowSelection } from "../../../table/useRowSelection";
import { readRange, useWindowedRows, WINDOW_SIZE } from "../../../table/useWindowedRows";

/** The query of a list without its window. */
export interface RequestListQuery {
  filter: RequestFilter;
  sort: RequestColumn;
  ascending: boolean;
}

const windowOf = (asked: RequestListQuery, offset: number) => requestsQuery({ ...asked, limit: WINDOW_SIZE, offset });

/** The first window of a view, which is read before anything else of it. */
export const firstWindow = (asked: RequestListQuery) => windowOf(asked, 0);

const keyOf = ({ key }: RequestRow) => key;

/**
 * Reads the rows of a view in windows. Counting takes longer than reading a window, so the rows are drawn first
 * and their number follows.
 */
export function useRequestRows(asked: RequestListQuery, range: readonly [number, number]) {
  const windows = useWindowedRows({ windowAt: (offset) => windowOf(asked, offset), keyOf, range });
  const counts = useQuery(requestCountsQuery(asked.filter));
  const { head } = windows;
  const counted = counts.isPlaceholderData || head.isPlaceholderData ? undefined : counts.data;
  const read = head.data?.rows.length ?? 0;
  return {
    ...windows,
    /** Rows of the shown view; until they are counted, the rows that are certain. */
    total: read < WINDOW_SIZE ? read : Math.max(read, counted?.total ?? 0),
    counted,
    states: counts.data?.states ?? [],
  };
}

export type RequestRows = ReturnType<typeof useRequestRows>;

/** The selected requests, with their keys and rows for the actions on them. */
export function useRequestSelection(asked: RequestListQuery, rows: RequestRows) {
  const { total } = rows;
  const read = (offset: number, limit: number) => commands.requests.requestPage({ ...asked, offset, limit });
  const { current, ...selection } = useRowSelection({
    shown: JSON.stringify(asked.filter),
    total,
    rows,
    read: async (first, last) => (await readRange({ read, first, last })).map(keyOf),
  });
  return {
    ...selection,
    /** The selected keys; none while all rows of the view are selected. */
    async keys(): Promise<string[]> {
      if (!current.all) return [...current.keys];
      if (current.keys.size === 0) return [];
      const all = await readRange({ read, first: 0, last: total - 1 });
      return all.flatMap(({ key }) => (current.keys.has(key) ? [] : key));
    },
    /** In the order of the list, which the keys alone do not have. */
    rows: (): Promise<RequestRow[]> =>
      readRange({
        read,
        first: 0,
        last: total - 1,
        wanted: ({ key }) => isSelected(current, key),
        most: countOf(current, total),
      }),
  };
}

export type RequestSelection = ReturnType<typeof useRequestSelection>;
