import { commands, type RejectedRow, type RejectedSelection, type RejectedView } from "../../../api/bindings";
import { rejectedRowsQuery } from "../../../api/queries";
import { useRowSelection } from "../../../table/useRowSelection";
import { readRange, useWindowedRows, WINDOW_SIZE } from "../../../table/useWindowedRows";

const keyOf = ({ row }: RejectedRow) => row.key;

/** Reads the rejected requests of a view in windows. */
export function useRejectedRows(view: RejectedView, range: readonly [number, number]) {
  const windows = useWindowedRows({
    windowAt: (offset) => rejectedRowsQuery(view, offset, WINDOW_SIZE),
    keyOf,
    range,
  });
  const { loaded, places, head } = windows;
  return {
    ...windows,
    total: head.data?.total ?? 0,
    /** The row with this key, if it is loaded. */
    rowOf(key: string): RejectedRow | undefined {
      const place = places.get(key);
      return place === undefined ? undefined : loaded.get(place);
    },
  };
}

export type RejectedRowWindows = ReturnType<typeof useRejectedRows>;

/** Reads the rows of a view from one place to another. */
export const readRejected = (view: RejectedView, first: number, last: number): Promise<RejectedRow[]> =>
  readRange({ read: (offset, limit) => commands.rejected.rejectedRequests(view, offset, limit), first, last });

/** The selected rejected requests, and the selection that an action is for. */
export function useRejectedSelection(view: RejectedView, rows: RejectedRowWindows) {
  const { current, ...selection } = useRowSelection({
    shown: JSON.stringify(view),
    total: rows.total,
    rows,
    read: async (first, last) => (await readRejected(view, first, last)).map(keyOf),
  });
  return {
    ...selection,
    /** The key of the only selected row, unless it was selected with all rows. */
    only: !current.all && current.keys.size === 1 ? [...current.keys][0] : undefined,
    /** The selected rows; all rows of the view while none is selected. */
    selection: (selection.count === 0
      ? { all: true, keys: [], view }
      : { all: current.all, keys: [...current.keys], view }) satisfies RejectedSelection,
  };
}

export type RejectedRowSelection = ReturnType<typeof useRejectedSelection>;
