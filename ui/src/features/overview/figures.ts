// The rows of the charts and of the tables behind them, which are the same. Pure.
import type { RejectedDay } from "../../api/bindings";

interface FigureRow {
  name: string;
  /** One count for each series. */
  counts: number[];
  total: number;
}

export interface Figure {
  id: "ages" | "days" | "causes" | "clearing";
  title: string;
  note?: string;
  /** What a row is, and what is counted: the heads of the table. */
  rowHead: string;
  series: string[];
  /** Bars that lie have room for long names. */
  lying: boolean;
  rows: FigureRow[];
}

/** Series of a stacked chart that can be told apart; what is beyond them is one more. */
const MOST_SERIES = 4;

export const single = (name: string, count: number): FigureRow => ({ name, counts: [count], total: count });

/** From each bound up to the next one: `[0, 4, 24]` is under 4, 4 to 24, 24 and more. */
export function spans<T>(buckets: T[], boundOf: (bucket: T) => number): { bucket: T; from: number; to?: number }[] {
  const sorted = buckets.toSorted((a, b) => boundOf(a) - boundOf(b));
  return sorted.map((bucket, place) => {
    const next = sorted[place + 1];
    return { bucket, from: boundOf(bucket), ...(next !== undefined && { to: boundOf(next) }) };
  });
}

/** Every day of the period, also one without a rejection; the commonest types each for itself. */
export function byDay(
  days: RejectedDay[],
  eachDay: number[],
  nameOf: (day: RejectedDay) => string,
  other: string,
): Pick<Figure, "series"> & { days: { day: number; counts: number[] }[] } {
  const totals = new Map<string, number>();
  for (const day of days) totals.set(nameOf(day), (totals.get(nameOf(day)) ?? 0) + day.count);
  const names = [...totals].sort(([, a], [, b]) => b - a).map(([name]) => name);
  const own = names.length > MOST_SERIES + 1 ? names.slice(0, MOST_SERIES) : names;
  const series = own.length < names.length ? [...own, other] : own;
  const rows = new Map(eachDay.map((day) => [day, series.map(() => 0)]));
  for (const day of days) {
    const counts = rows.get(day.day) ?? series.map(() => 0);
    const place = own.indexOf(nameOf(day));
    const at = place < 0 ? series.length - 1 : place;
    counts[at] = (counts[at] ?? 0) + day.count;
    rows.set(day.day, counts);
  }
  return { series, days: [...rows].sort(([a], [b]) => a - b).map(([day, counts]) => ({ day, counts })) };
}

/** The first instants of the days from one instant to another. */
export function daysBetween(from: number, to: number, dayStart: (at: number) => number): number[] {
  const days: number[] = [];
  // A day has 25 hours at most, so 36 hours after its beginning is the next one.
  for (let day = dayStart(from); day <= to && days.length < 400; day = dayStart(day + 36 * 3_600_000)) days.push(day);
  return days;
}

export const totalOf = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0);
