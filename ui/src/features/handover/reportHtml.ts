import type { HandoverReport, ReportColumn, ReportPart } from "./report";

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
