import { useId } from "react";
import { Identifier } from "../../components/Identifier";
import classes from "./handover.module.css";
import type { HandoverReport, ReportColumn, ReportPart } from "./report";

/** The report on the screen. Only the element with `data-print` is printed. */
export function ReportView({ report }: { report: HandoverReport }) {
  const id = useId();
  return (
    <article className={classes.report} aria-labelledby={id} data-print data-selectable>
      <h2 id={id} className={classes.title}>
        {report.title}
      </h2>
      {report.about.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <dl className={classes.counts}>
        {report.counts.map(({ name, count }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      {report.parts.map((part) => (
        <PartView key={part.title} part={part} />
      ))}
      <footer>{report.foot}</footer>
    </article>
  );
}

function PartView({ part: { title, columns, rows, empty } }: { part: ReportPart }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {rows.length === 0 ? (
        <p>{empty}</p>
      ) : (
        <table aria-labelledby={id}>
          <thead>
            <tr>
              {columns.map(({ name, kind }) => (
                <th key={name} scope="col" data-kind={kind}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells, row) => (
              // A report is made once, and its rows have no identity but their place.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <tr key={row}>
                {columns.map(({ name, kind }, place) => (
                  <td key={name} data-kind={kind}>
                    <ReportCell kind={kind} text={cells[place] ?? ""} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function ReportCell({ kind, text }: { kind: ReportColumn["kind"]; text: string }) {
  if (kind === "id") return <Identifier value={text} bare copy={false} />;
  return kind === "code" ? <bdi className={classes.code}>{text}</bdi> : text;
}
