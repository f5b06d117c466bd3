import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type BatchPart, type BatchRow, commands } from "../../../api/bindings";

const AT_ONCE = 200;

export interface Tally {
  /** How many rows there are of each name, the most first. */
  counts: [name: string, count: number][];
  /** Not all of them were read yet, or they could not be read. */
  partial: boolean;
}

/** Counts a part of a batch by a name that each of its rows has; a long one is read in pieces, and grows meanwhile. */
export function useTally(id: string, part: BatchPart, change: number, nameOf: (row: BatchRow) => string): Tally {
  const [sofar, setSofar] = useState<BatchRow[]>([]);
  const all = useQuery({
    queryKey: ["batchRows", id, part, "all", change],
    queryFn: async ({ signal }) => {
      const rows: BatchRow[] = [];
      for (;;) {
        const page = await commands.retries.batchRows(id, part, rows.length, AT_ONCE);
        rows.push(...page.rows);
        if (page.rows.length === 0 || rows.length >= page.total || signal.aborted) return rows;
        setSofar([...rows]);
      }
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another part is counted from the beginning
  useEffect(() => setSofar([]), [id, part, change]);

  const counts = new Map<string, number>();
  for (const row of all.data ?? sofar) counts.set(nameOf(row), (counts.get(nameOf(row)) ?? 0) + 1);
  return { counts: [...counts].sort(([, a], [, b]) => b - a), partial: !all.isSuccess };
}
