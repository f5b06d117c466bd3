import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { requestsQuery } from "../desk/queries";
import type { RequestPage, RequestRow } from "../host/bindings";
import { queryOf, type View } from "./view";

export const WINDOW = 100;

type Page = { offset: number; rows: RequestRow[] };

/** The rows of a view, read in windows: the first one always, others while they are on the screen. */
export function useWindows(view: View, first: number, last: number) {
  const query = queryOf(view);
  const head = useQuery(requestsQuery({ ...query, limit: WINDOW, offset: 0 }));

  const offsets: number[] = [];
  for (let at = Math.floor(first / WINDOW) * WINDOW; at <= last; at += WINDOW) if (at > 0) offsets.push(at);
  const pages = useQueries({
    queries: offsets.map((offset) => ({
      ...requestsQuery({ ...query, limit: WINDOW, offset }),
      // Another window's rows would stand in the wrong place.
      placeholderData: undefined,
      select: ({ rows }: RequestPage): Page => ({ offset, rows }),
    })),
    combine: useCallback((answers: { data?: Page }[]) => answers.flatMap(({ data }) => data ?? []), []),
  });

  const loaded = useMemo(() => {
    const places = new Map<number, RequestRow>();
    for (const { offset, rows } of [{ offset: 0, rows: head.data?.rows ?? [] }, ...pages]) {
      rows.forEach((row, place) => {
        places.set(offset + place, row);
      });
    }
    return places;
  }, [head.data, pages]);

  return { head, loaded, total: head.data?.total ?? 0 };
}
