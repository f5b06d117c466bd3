import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BatchPart, type BatchRow, commands, type LeftOut, type MissingWhy } from "../../../api/bindings";

const CHUNK_SIZE = 200;

export interface ReasonCounts {
  /** Number of rows per name, the highest first. */
  counts: [name: string, count: number][];
  /** Not all rows are read yet, or reading failed. */
  partial: boolean;
}

/** Counts the rows of one part of a batch by name. A long list is read in chunks, and the counts grow meanwhile. */
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
        const page = await commands.retries.batchRows(id, part, rows.length, CHUNK_SIZE);
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

/** The key of the reason for a row that is left out; a missing value is named by its own reason. */
type LeftOutReason = Exclude<LeftOut, "missing"> | `missing.${MissingWhy}`;

export const leftOutReason = ({ leftOut, missing }: BatchRow): LeftOutReason =>
  leftOut && leftOut !== "missing" ? leftOut : `missing.${missing[0]?.why ?? "notTold"}`;

export function useReasonText(): (reason: string) => string {
  const { t } = useTranslation("retries");
  return (reason) => t(`reason.${reason as LeftOutReason}`);
}

/** Whether the form can complete the row: a missing value can be typed, an ambiguous operation chosen. */
export const canBeFilledIn = ({ leftOut }: BatchRow) => leftOut === "missing" || leftOut === "severalOperations";
