// The creation-time filter: a span that moves with the calendar, or fixed days, both in the connection's time zone.

import type { Dates } from "../../../state/dates";

/** Number of days, today included. */
export const DAY_SPANS = { today: 1, "7d": 7, "30d": 30 } as const;
export type DaySpan = keyof typeof DAY_SPANS;

/** First and last day, `2026-02-26`; empty for an open end. */
export type Days = { from: string; to: string };
export type DateFilter = DaySpan | Days;

const DAY = /^\d{4}-\d\d-\d\d$/;
const isDay = (text: string) => DAY.test(text) && shifted(text, 0) === text;

export function dateFilterOf(made: string, from: string, to: string): DateFilter | null {
  if (made in DAY_SPANS) return made as DaySpan;
  const days = { from: isDay(from) ? from : "", to: isDay(to) ? to : "" };
  return days.from === "" && days.to === "" ? null : days;
}

export function searchOfDates(made: DateFilter | null): Record<string, string> {
  if (made === null) return {};
  return typeof made === "string" ? { made } : made;
}

type Zone = Pick<Dates, "instant" | "wallClock">;

/**
 * Converts the filter to instants: from the start of the first day to the start of the day after the last one,
 * exclusive.
 */
export function dateRange(made: DateFilter | null, { instant, wallClock }: Zone, now: number) {
  if (made === null) return { from: null, to: null };
  const midnight = (day: string) => instant(`${day}T00:00:00`);
  if (typeof made === "string") {
    const today = wallClock(now).slice(0, 10);
    return { from: midnight(shifted(today, 1 - DAY_SPANS[made])), to: null };
  }
  return {
    from: made.from === "" ? null : midnight(made.from),
    to: made.to === "" ? null : midnight(shifted(made.to, 1)),
  };
}

/** Adds days to a date. An invalid date becomes another date or an empty text. */
function shifted(day: string, days: number): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? "" : new Date(at + days * 86_400_000).toISOString().slice(0, 10);
}
