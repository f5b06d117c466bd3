// The time that sending a sheet takes at a pace.

import type { BatchPace } from "../../api/bindings";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Rows that are sent first; the others wait for their outcome. */
const FIRST_ROWS = 3;

/** Milliseconds until all rows have an outcome, if each outcome comes after so many minutes. */
export function runMillis(rows: number, pace: BatchPace, outcomeMinutes: number): number {
  const wait = Math.max(1, outcomeMinutes) * MINUTE_MS;
  const perHour = Math.min(pace.perHour ?? Number.POSITIVE_INFINITY, (pace.mostOpen * HOUR_MS) / wait);
  const rest = Math.max(0, rows - FIRST_ROWS);
  const sending = wait + (rest === 0 ? 0 : (rest / perHour) * HOUR_MS + wait);
  if (!pace.hours || pace.hours.from === pace.hours.until) return sending;
  const open = ((pace.hours.until - pace.hours.from + 24 * 60) % (24 * 60)) * MINUTE_MS;
  const days = Math.ceil(sending / open) - 1;
  return days * DAY_MS + (sending - days * open);
}
