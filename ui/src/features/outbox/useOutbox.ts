import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { OutboxPage, RequestRow } from "../../api/bindings";
import { outboxQuery } from "../../api/queries";
import { placed } from "../requests/table/rows";

const WINDOW = 100;

type Page = { offset: number; rows: RequestRow[] };

/** What waits to leave, in that order, read in windows: the first always, others while they are on the screen. */
export function useOutbox(first: number, last: number) {
  const head = useQuery(outboxQuery(0, WINDOW));
  const offsets: number[] = [];
  for (let at = Math.floor(first / WINDOW) * WINDOW; at <= last; at += WINDOW) if (at > 0) offsets.push(at);
  const pages = useQueries({
    queries: offsets.map((offset) => ({
      ...outboxQuery(offset, WINDOW),
      select: ({ rows }: OutboxPage): Page => ({ offset, rows }),
    })),
    combine: useCallback((answers: { data?: Page }[]) => answers.flatMap(({ data }) => data ?? []), []),
  });
  const { loaded, places } = useMemo(
    () => placed([{ offset: 0, rows: head.data?.rows ?? [] }, ...pages]),
    [head.data, pages],
  );
  return { head, loaded, places, total: head.data?.total ?? 0 };
}
