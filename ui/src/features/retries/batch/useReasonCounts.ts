import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BatchPart, type BatchRow, commands, type LeftOut, type MissingWhy } from "../../../api/bindings";

const CHUNK_SIZE = 200;

export interface ReasonCounts {
  /** How many rows there are of each name, the most first. */
  counts: [name: string, count: number][];
  /** Not all of them were read yet, or they could not be read. */
  partial: boolean;
}

/** Counts a part of a batch by a name that each of its rows has; a long one is read in pieces, and grows meanwhile. */
export function useReasonCounts(
  id: string,
  part: BatchPart,
  change: number,
  nameOf: (row: BatchRow) => string,
): ReasonCounts {
  const [sofar, setSofar] = useState<BatchRow[]>([]);
  const all = useQuery({
    queryKey: ["batchRows", id, part, "all", change],
    queryFn: async ({ signal }) => {
      const rows: BatchRow[] = [];
      for (;;) {
        const page = await commands.batchRows(id, part, rows.length, CHUNK_SIZE);
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

/** Why a row of a batch is left out, as a name: what is missing tells more than that something is. */
type LeftOutReason = Exclude<LeftOut, "missing"> | `missing.${MissingWhy}`;

export const leftOutReason = ({ leftOut, missing }: BatchRow): LeftOutReason =>
  leftOut && leftOut !== "missing" ? leftOut : `missing.${missing[0]?.why ?? "notTold"}`;

export function useReasonText(): (reason: string) => string {
  const { t } = useTranslation("retries");
  return (reason) => t(`reason.${reason as LeftOutReason}`);
}

/** What is missing can be typed in the form; which operation it was can be said. */
export const canBeFilledIn = ({ leftOut }: BatchRow) => leftOut === "missing" || leftOut === "severalOperations";
