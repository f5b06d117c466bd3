import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { commands, type RejectedRow, type RejectedRows, type RejectedView } from "../../../api/bindings";
import { rejectedRowsQuery } from "../../../api/queries";
import { placed } from "../../requests/table/rows";

const WINDOW = 100;
const AT_ONCE = 500;

type Page = { offset: number; rows: RejectedRow[] };

/** The rejected requests of a view, read in windows: the first one always, others while they are on the screen. */
export function useRows(view: RejectedView, first: number, last: number) {
  const head = useQuery(rejectedRowsQuery(view, 0, WINDOW));
  const offsets: number[] = [];
  for (let at = Math.floor(first / WINDOW) * WINDOW; at <= last; at += WINDOW) if (at > 0) offsets.push(at);
  const pages = useQueries({
    queries: offsets.map((offset) => ({
      ...rejectedRowsQuery(view, offset, WINDOW),
      select: ({ rows }: RejectedRows): Page => ({ offset, rows }),
    })),
    combine: useCallback((answers: { data?: Page }[]) => answers.flatMap(({ data }) => data ?? []), []),
  });
  const read = useMemo(() => {
    const windows = [{ offset: 0, rows: head.data?.rows ?? [] }, ...pages];
    const rows = windows.flatMap((page) => page.rows);
    return {
      ...placed(windows.map(({ offset, rows }) => ({ offset, rows: rows.map(({ row }) => row) }))),
      byKey: new Map(rows.map((row) => [row.row.key, row])),
    };
  }, [head.data, pages]);
  return { ...read, head, total: head.data?.total ?? 0 };
}

/** Rows of a view by their places, in pieces. */
export async function readRejected(view: RejectedView, first: number, last: number): Promise<RejectedRow[]> {
  const found: RejectedRow[] = [];
  for (let offset = first; offset <= last; offset += AT_ONCE) {
    const limit = Math.min(AT_ONCE, last - offset + 1);
    const { rows } = await commands.rejected.rejectedRequests(view, offset, limit);
    found.push(...rows);
    if (rows.length < limit) break;
  }
  return found;
}
