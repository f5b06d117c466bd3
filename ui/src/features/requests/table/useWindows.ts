import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { RequestColumn, RequestFilter, RequestPage, RequestRow } from "../../../api/bindings";
import { requestCountsQuery, requestsQuery } from "../../../api/queries";
import { placed } from "./rows";

export const WINDOW = 100;

type Page = { offset: number; rows: RequestRow[] };

export interface Asked {
  filter: RequestFilter;
  sort: RequestColumn;
  ascending: boolean;
}

/** What of a view is read first, and always. */
export const firstWindow = (asked: Asked) => requestsQuery({ ...asked, limit: WINDOW, offset: 0 });

/**
 * The rows of a view, read in windows: the first one always, others while they are on the screen. Counting
 * takes longer than reading a window, so the rows are drawn first and their number follows.
 */
export function useWindows(asked: Asked, first: number, last: number) {
  const head = useQuery(firstWindow(asked));
  const counts = useQuery(requestCountsQuery(asked.filter));

  const offsets: number[] = [];
  for (let at = Math.floor(first / WINDOW) * WINDOW; at <= last; at += WINDOW) if (at > 0) offsets.push(at);
  const pages = useQueries({
    queries: offsets.map((offset) => ({
      ...requestsQuery({ ...asked, limit: WINDOW, offset }),
      // Another window's rows would stand in the wrong place.
      placeholderData: undefined,
      select: ({ rows }: RequestPage): Page => ({ offset, rows }),
    })),
    combine: useCallback((answers: { data?: Page }[]) => answers.flatMap(({ data }) => data ?? []), []),
  });

  const { loaded, places } = useMemo(
    () => placed([{ offset: 0, rows: head.data?.rows ?? [] }, ...pages]),
    [head.data, pages],
  );
  const counted = counts.isPlaceholderData || head.isPlaceholderData ? undefined : counts.data;
  const read = head.data?.rows.length ?? 0;
  return {
    head,
    loaded,
    places,
    /** Of the view that is shown; until they are counted, as many as are surely there. */
    total: read < WINDOW ? read : Math.max(read, counted?.total ?? 0),
    counted,
    states: counts.data?.states ?? [],
  };
}
