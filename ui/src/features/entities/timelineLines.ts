// Groups requests into the lines of a timeline: unsent requests first, then a heading for each day. Pure.
import type { RequestRow } from "../../api/bindings";
import { waits } from "../outbox/order";

export type TimelineLine =
  | { kind: "waiting" }
  | { kind: "day"; at: number | null }
  | { kind: "request"; row: RequestRow };

/** `rows` are newest first; `dayStart` returns the first instant of the day that contains a time. */
export function timelineLines(rows: readonly RequestRow[], dayStart: (at: number) => number): TimelineLine[] {
  const lines: TimelineLine[] = [];
  const waiting = rows.filter(waits);
  if (waiting.length > 0) lines.push({ kind: "waiting" });
  for (const row of waiting) lines.push({ kind: "request", row });
  let day: number | null | undefined;
  for (const row of rows) {
    if (waits(row)) continue;
    const start = row.created === null ? null : dayStart(row.created);
    if (start !== day) lines.push({ kind: "day", at: start });
    day = start;
    lines.push({ kind: "request", row });
  }
  return lines;
}
