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
  reasonOf: (row: RequestRow) => string | null;
  dates: Dates;
}

export function reportOf(handover: Handover, { t, jobName, reasonOf, dates }: ReportWords): HandoverReport {
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
          reasonOf(row) ?? t("none"),
          marks.assignee ?? t("none"),
          marks.note ?? t("none"),
        ]),
        empty: t("oldest.empty"),
      },
    ],
    foot: t("kept"),
  };
}

/** The report as a self-contained HTML file: no scripts, fonts or images, and all texts escaped. */
export function reportHtml({ title, about, counts, parts, foot }: HandoverReport, lang: string): string {
  return `<!doctype html>
<html lang="${escaped(lang)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escaped([title, ...about.slice(0, 1)].join(", "))}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${about.map((line) => `<p>${escaped(line)}</p>`).join("\n")}
<dl>
${counts.map(({ name, count }) => `<div><dt>${escaped(name)}</dt><dd>${count}</dd></div>`).join("\n")}
</dl>
${parts.map(partHtml).join("\n")}
<footer>${escaped(foot)}</footer>
</body>
</html>
`;
}

function partHtml({ title, columns, rows, empty }: ReportPart): string {
  const head = `<h2>${escaped(title)}</h2>`;
  if (rows.length === 0) return `<section>${head}<p>${escaped(empty)}</p></section>`;
  const row = (cells: string[], tag: "th" | "td") =>
    `<tr>${cells.map((cell, place) => cellHtml(cell, tag, columns[place]?.kind)).join("")}</tr>`;
  return `<section>${head}
<table>
<thead>${row(
    columns.map(({ name }) => name),
    "th",
  )}</thead>
<tbody>
${rows.map((cells) => row(cells, "td")).join("\n")}
</tbody>
</table></section>`;
}

const cellHtml = (text: string, tag: "th" | "td", kind: ReportColumn["kind"] = "text") => {
  const cell = kind === "code" && tag === "td" ? `<span>${escaped(text)}</span>` : escaped(text);
  return `<${tag} class="${kind}"${tag === "th" ? ' scope="col"' : ""}>${cell}</${tag}>`;
};

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string) => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

const STYLE = `
body{margin:24px auto;max-width:1000px;padding:0 16px;font:13px/1.5 system-ui,sans-serif;color:#131918;background:#fff}
h1{font-size:20px;margin:0 0 4px}h2{font-size:15px;margin:24px 0 6px}p{margin:2px 0;color:#43504e}
dl{display:flex;flex-wrap:wrap;gap:8px 28px;margin:16px 0 0}dt{color:#43504e}dd{margin:0;font-size:20px;font-weight:600}
table{width:100%;border-collapse:collapse}th,td{padding:4px 8px 4px 0;border-bottom:1px solid #c2caca;text-align:start;vertical-align:top}
th{font-weight:600}td.id{font-family:ui-monospace,monospace;white-space:nowrap}.time{white-space:nowrap}td.words{min-width:10em;overflow-wrap:anywhere}
td.code span{display:inline-block;max-width:26ch;font-family:ui-monospace,monospace;overflow-wrap:anywhere}.number{text-align:end}
footer{margin-top:24px;color:#5b6866}
@media print{body{margin:0;max-width:none;padding:0}tr{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}}
`;
