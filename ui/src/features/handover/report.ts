// The report as plain data, from which page, HTML file and CSV are made. Pure functions: no React, no commands, and no
// clock except the times of the report.

import type { TFunction } from "i18next";
import type { Handover, RequestRow } from "../../api/bindings";
import type { Dates } from "../../state/dates";

export interface ReportColumn {
  name: string;
  /**
   * Identifiers are texts with all zeros. Numbers are aligned at the end, times stay on one line. Codes can be whole
   * class names and words are free text: both wrap at the end of the column.
   */
  kind: "text" | "id" | "code" | "words" | "number" | "time";
}

export interface ReportPart {
  title: string;
  columns: ReportColumn[];
  rows: string[][];
  /** The text for an empty table. */
  empty: string;
}

export interface HandoverReport {
  title: string;
  /** Connection, period and author. */
  about: string[];
  counts: { name: string; count: number }[];
  parts: ReportPart[];
  foot: string;
}

/** The report as rows of a CSV file, its parts below each other. */
export function sheetOf({ title, about, counts, parts, foot }: HandoverReport): string[][] {
  return [
    [title],
    ...about.map((line) => [line]),
    [""],
    ...counts.map(({ name, count }) => [name, String(count)]),
    ...parts.flatMap(partLines),
    [""],
    [foot],
  ];
}

function partLines({ title, columns, rows, empty }: ReportPart): string[][] {
  if (rows.length === 0) return [[""], [title], [empty]];
  return [[""], [title], columns.map(({ name }) => name), ...rows];
}

interface ReportWords {
  t: TFunction<"handover">;
  jobName: (row: Pick<RequestRow, "operation" | "requestType">) => string;
  dates: Dates;
}

export function reportOf(handover: Handover, { t, jobName, dates }: ReportWords): HandoverReport {
  const { from, to, connection, user } = handover;
  const text = (name: string): ReportColumn => ({ name, kind: "text" });
  const id = (name: string): ReportColumn => ({ name, kind: "id" });
  const code = (name: string): ReportColumn => ({ name, kind: "code" });
  const words = (name: string): ReportColumn => ({ name, kind: "words" });
  const number = (name: string): ReportColumn => ({ name, kind: "number" });
  const time = (name: string): ReportColumn => ({ name, kind: "time" });
  const at = (instant: number | null) =>
    instant === null ? t("none") : dates.wallClock(instant).slice(0, 16).replace("T", " ");
  const job = (row: Pick<RequestRow, "operation" | "requestType">) => jobName(row);
  const typed = (requestType: string | null) =>
    requestType ? jobName({ operation: null, requestType }) : t("several");
  return {
    title: t("title"),
    about: [
      connection,
      t("period", { from: at(from), to: at(to), zone: dates.zone, span: dates.span(from, to) }),
      ...(user ? [t("by", { user })] : []),
    ],
    counts: (["completed", "rejected", "cleared", "pending", "waiting"] as const).map((name) => ({
      name: t(`counts.${name}`),
      count: handover[name],
    })),
    parts: [
      {
        title: t("causes.title"),
        columns: [
          words(t("causes.cause")),
          text(t("causes.type")),
          code(t("causes.code")),
          number(t("causes.open")),
          number(t("causes.fresh")),
          time(t("causes.oldest")),
          words(t("causes.next")),
        ],
        rows: handover.causes.map((cause) => [
          cause.title ?? cause.line ?? cause.errorCode ?? t("none"),
          typed(cause.requestType),
          cause.errorCode ?? t("none"),
          String(cause.open),
          String(cause.fresh),
          at(cause.oldest),
          cause.nextStep ?? t("causes.unknown"),
        ]),
        empty: t("causes.empty"),
      },
      {
        title: t("unknown.title"),
        columns: [
          id(t("column.number")),
          text(t("column.job")),
          id(t("column.card")),
          id(t("column.subscription")),
          time(t("column.sent")),
          text(t("column.user")),
        ],
        rows: handover.unknown.map((row) => [
          row.number ?? t("none"),
          job(row),
          row.smartcard ?? t("none"),
          row.subscription ?? t("none"),
          at(row.created),
          row.user ?? t("none"),
        ]),
        empty: t("unknown.empty"),
      },
      {
        title: t("owners.title"),
        columns: [text(t("owners.who")), number(t("owners.open")), time(t("owners.oldest"))],
        rows: handover.owners.map(({ assignee, open, oldest }) => [
          assignee ?? t("owners.nobody"),
          String(open),
          at(oldest),
        ]),
        empty: t("owners.empty"),
      },
      {
        title: t("oldest.title"),
        columns: [
          id(t("column.number")),
          text(t("column.job")),
          id(t("column.card")),
          id(t("column.subscription")),
          time(t("column.rejected")),
          words(t("column.error")),
          text(t("column.assignee")),
          words(t("column.note")),
        ],
        rows: handover.oldest.map(({ row, marks }) => [
          row.number ?? t("none"),
          job(row),
          row.smartcard ?? t("none"),
          row.subscription ?? t("none"),
          at(row.updated ?? row.created),
          row.errorText ?? row.errorCode ?? t("none"),
          marks.assignee ?? t("none"),
          marks.note ?? t("none"),
        ]),
        empty: t("oldest.empty"),
      },
    ],
    foot: t("kept"),
  };
}
