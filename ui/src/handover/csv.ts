import type { Part, Report } from "./report";

/** The same as a sheet: its parts below each other, identifiers with every zero. The mark at the beginning tells Excel that it is UTF-8. */
export function reportCsv({ title, about, counts, parts, foot }: Report): string {
  const lines = [
    [title],
    ...about.map((line) => [line]),
    [],
    ...counts.map(({ name, count }) => [name, String(count)]),
    ...parts.flatMap(partLines),
    [],
    [foot],
  ];
  return `\uFEFF${lines.map((cells) => cells.map(quoted).join(",")).join("\r\n")}\r\n`;
}

function partLines({ title, columns, rows, empty }: Part): string[][] {
  if (rows.length === 0) return [[], [title], [empty]];
  return [[], [title], columns.map(({ name }) => name), ...rows];
}

/**
 * A text of which no part is a formula, at whichever separator a spreadsheet parts it: its author may be anyone who wrote
 * into a request. Exports of requests do the same (`desk/src/export/csv.rs`).
 */
const harmless = (text: string) =>
  text.replace(/^(?=[\t\r\n])/, "'").replace(/(^|[;,|\t\r\n][ "\u00a0]*)(?=[=+\-@＝＋－＠])/g, "$1'");

function quoted(text: string): string {
  const safe = harmless(text);
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
