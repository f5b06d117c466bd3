import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { CauseCount, RejectedOverview } from "../../api/bindings";
import { useDates } from "../../state/dates";
import { useOperationName } from "../../state/requestTexts";
import { byDay, daysBetween, type Figure, single, spans, totalOf } from "./figures";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Converts the counts of the desk to figures with names. */
export function useFigures(overview: RejectedOverview | undefined, from: number): Figure[] | undefined {
  const { t, i18n } = useTranslation(["overview", "common"]);
  const dates = useDates();
  const jobName = useOperationName();
  return useMemo(() => {
    if (!overview) return undefined;
    const length = (millis: number) =>
      millis % (24 * HOUR) === 0 && millis > 0
        ? t("overview:days", { count: millis / (24 * HOUR) })
        : dates.span(0, millis);
    const between = (start: number, end: number | undefined, unit: number) =>
      end === undefined
        ? t("overview:andMore", { from: length(start * unit) })
        : start === 0
          ? t("overview:under", { to: length(end * unit) })
          : t("overview:between", { from: length(start * unit), to: length(end * unit) });
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
    // One cause often forms several groups, one per operation.
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
          single(between(start, to, HOUR), bucket.count),
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
        rows: overview.causes.map((cause) => single(causeName(cause), cause.count)),
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
          single(between(start, to, MINUTE), bucket.count),
        ),
      },
    ] satisfies Figure[];
  }, [overview, from, t, i18n, dates, jobName]);
}
