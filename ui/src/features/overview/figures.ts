// The rows of charts and their tables. Pure functions.
import type { RejectedDay } from "../../api/bindings";

interface FigureRow {
  name: string;
  /** One count per series. */
  counts: number[];
  total: number;
}

export interface Figure {
  id: "ages" | "days" | "causes" | "clearing";
  title: string;
  note?: string;
  /** The heading of the first column of the table. */
  rowHead: string;
  series: string[];
  /** Horizontal bars leave room for long names. */
  lying: boolean;
  rows: FigureRow[];
}

/** The number of distinguishable series of a stacked chart; the rest forms one more. */
const MOST_SERIES = 4;

export const single = (name: string, count: number): FigureRow => ({ name, counts: [count], total: count });

/** The ranges between bounds: `[0, 4, 24]` means under 4, 4 to 24, 24 and more. */
export function spans<T>(buckets: T[], boundOf: (bucket: T) => number): { bucket: T; from: number; to?: number }[] {
  const sorted = buckets.toSorted((a, b) => boundOf(a) - boundOf(b));
  return sorted.map((bucket, place) => {
    const next = sorted[place + 1];
    return { bucket, from: boundOf(bucket), ...(next !== undefined && { to: boundOf(next) }) };
  });
}

/** Counts per day, including days without rejections, with a series for each of the most frequent types. */
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

/** The start of each day between two instants. */
export function daysBetween(from: number, to: number, dayStart: (at: number) => number): number[] {
  const days: number[] = [];
  // A day has at most 25 hours, so 36 hours after its start lies in the next one.
  for (let day = dayStart(from); day <= to && days.length < 400; day = dayStart(day + 36 * 3_600_000)) days.push(day);
  return days;
}

export const totalOf = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0);
