// The rows of charts and their tables, with their texts.

import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { CauseCount, RejectedDay, RejectedOverview } from "../../api/bindings";
import { useDates } from "../../state/dates";
import { useOperationName } from "../../state/requestTexts";
import { HOUR, MINUTE, useRangeText } from "./rangeText";

/** The requests that a bar counts: those of an age in hours, of a day (`2026-02-26`), or of a cause. */
export type BarContent =
  | { kind: "age"; from: number; to: number | null }
  | { kind: "day"; day: string }
  | { kind: "cause"; group: string };

export interface FigureRow {
  name: string;
  /** Absent where no filter shows them. */
  counted?: BarContent;
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

const single = (name: string, count: number, counted?: BarContent): FigureRow => ({
  name,
  counts: [count],
  total: count,
  ...(counted && { counted }),
});

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

const totalOf = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0);

/** The ends of an axis and its marks: round numbers, of which the last is not below `most`. */
export function axisMarks(most: number): number[] {
  const rough = Math.max(1, most) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power);
  return Array.from({ length: Math.ceil(Math.max(1, most) / step) + 1 }, (_, place) => place * step);
}

/** Converts the counts of the desk to figures with names. */
export function useFigures(overview: RejectedOverview | undefined, from: number): Figure[] | undefined {
  const { t, i18n } = useTranslation(["overview", "common"]);
  const dates = useDates();
  const jobName = useOperationName();
  const rangeText = useRangeText();
  return useMemo(() => {
    if (!overview) return undefined;
    const providerName = (provider: string) =>
      i18n.exists(`common:${provider}`) ? i18n.t(`common:${provider as "conax"}`) : provider;
    const job = (requestType: string | null) => jobName({ operation: null, requestType });
    const several = new Set(overview.days.map(({ provider }) => provider)).size > 1;
    const { series, days } = byDay(
      overview.days,
      daysBetween(from, Date.now(), dates.dayStart),
      ({ provider, requestType }) => (several ? `${providerName(provider)} · ${job(requestType)}` : job(requestType)),
      t("overview:other"),
    );
    const textOf = ({ title, line }: CauseCount) => title ?? line ?? t("overview:noText");
    // A cause that was split by hand has several parts with the same words.
    const causeName = (cause: CauseCount) =>
      cause.requestType && overview.causes.filter((other) => textOf(other) === textOf(cause)).length > 1
        ? `${job(cause.requestType)}: ${textOf(cause)}`
        : textOf(cause);
    const counted = [t("overview:count")];
    return [
      {
        id: "ages",
        title: t("overview:figure.ages"),
        rowHead: t("overview:head.ages"),
        series: counted,
        lying: true,
        rows: spans(overview.ages, ({ hours }) => hours).map(({ bucket, from: start, to }) =>
          single(rangeText(start, to, HOUR), bucket.count, { kind: "age", from: start, to: to ?? null }),
        ),
      },
      {
        id: "days",
        title: t("overview:figure.days"),
        rowHead: t("overview:head.days"),
        series,
        lying: false,
        rows: days.map(({ day, counts }) => ({
          name: dates.day(day),
          counted: { kind: "day" as const, day: dates.wallClock(day).slice(0, 10) },
          counts,
          total: totalOf(counts),
        })),
      },
      {
        id: "causes",
        title: t("overview:figure.causes"),
        rowHead: t("overview:head.causes"),
        series: counted,
        lying: true,
        rows: overview.causes.map((cause) =>
          single(causeName(cause), cause.count, { kind: "cause", group: cause.group }),
        ),
      },
      {
        id: "clearing",
        title: t("overview:figure.clearing"),
        ...(overview.medianMinutes !== null && {
          note: t("overview:median", { span: dates.span(0, overview.medianMinutes * MINUTE) }),
        }),
        rowHead: t("overview:head.clearing"),
        series: counted,
        lying: true,
        rows: spans(overview.clearing, ({ minutes }) => minutes).map(({ bucket, from: start, to }) =>
          single(rangeText(start, to, MINUTE), bucket.count),
        ),
      },
    ] satisfies Figure[];
  }, [overview, from, t, i18n, dates, jobName, rangeText]);
}
