import { type QueryKey, type UseQueryOptions, type UseQueryResult, useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

/** Rows per query of a list. */
export const WINDOW_SIZE = 100;
/** Rows per command when a range is read outside the query cache. */
const CHUNK_SIZE = 500;

export interface WindowedRows<R> {
  /** The loaded rows by their places in the list. */
  loaded: ReadonlyMap<number, R>;
  /** The places of the loaded rows by their keys. */
  places: ReadonlyMap<string, number>;
  keyOf: (row: R) => string;
}

interface Windows<R, P extends { rows: R[] }, K extends QueryKey> {
  /** The query for the window of `WINDOW_SIZE` rows that begins at `offset`. */
  windowAt: (offset: number) => UseQueryOptions<P, Error, P, K>;
  /** The same function in every render. */
  keyOf: (row: R) => string;
  /** First and last row on the screen. */
  range: readonly [first: number, last: number];
}

/** Reads a long list in windows: the first window always, the others while they are on the screen. */
export function useWindowedRows<R, P extends { rows: R[] }, K extends QueryKey>({
  windowAt,
  keyOf,
  range: [first, last],
}: Windows<R, P, K>): WindowedRows<R> & { head: UseQueryResult<P> } {
  const head = useQuery(windowAt(0));
  const offsets: number[] = [];
  for (let at = Math.floor(first / WINDOW_SIZE) * WINDOW_SIZE; at <= last; at += WINDOW_SIZE) {
    if (at > 0) offsets.push(at);
  }
  type Page = { offset: number; rows: R[] };
  const pages = useQueries({
    queries: offsets.map((offset) => ({
      ...windowAt(offset),
      // Rows of another window would appear in the wrong place.
      placeholderData: undefined,
      select: ({ rows }: P): Page => ({ offset, rows }),
    })),
    combine: useCallback((answers: { data?: Page }[]) => answers.flatMap(({ data }) => data ?? []), []),
  });
  const indexed = useMemo(
    () => indexRows([{ offset: 0, rows: head.data?.rows ?? [] }, ...pages], keyOf),
    [head.data, pages, keyOf],
  );
  return { ...indexed, keyOf, head };
}

function indexRows<R>(windows: readonly { offset: number; rows: readonly R[] }[], keyOf: (row: R) => string) {
  const loaded = new Map<number, R>();
  const places = new Map<string, number>();
  for (const { offset, rows } of windows) {
    rows.forEach((row, place) => {
      loaded.set(offset + place, row);
      places.set(keyOf(row), offset + place);
    });
  }
  return { loaded, places };
}

interface Range<R> {
  read: (offset: number, limit: number) => Promise<{ rows: R[] }>;
  first: number;
  last: number;
  /** Rows to keep; all by default. */
  wanted?: (row: R) => boolean;
  /** Reading stops at this many kept rows. */
  most?: number;
}

/** Reads the rows from one place to another in chunks, outside the query cache. */
export async function readRange<R>({
  read,
  first,
  last,
  wanted = () => true,
  most = Number.POSITIVE_INFINITY,
}: Range<R>): Promise<R[]> {
  const found: R[] = [];
  for (let offset = first; offset <= last && found.length < most; offset += CHUNK_SIZE) {
    const limit = Math.min(CHUNK_SIZE, last - offset + 1);
    const { rows } = await read(offset, limit);
    found.push(...rows.filter(wanted));
    if (rows.length < limit) break;
  }
  return found;
}
