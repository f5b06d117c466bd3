import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { BulkRow, BulkSheet } from "../../api/bindings";
import { useDates } from "../../state/dates";
import classes from "./bulk.module.css";
import { useFieldName, useRecordText } from "./bulkTexts";

/** What the server's records say about a row, as the dry run found it. */
export function RecordsOfRow({ sheet, row }: { sheet: BulkSheet; row: BulkRow }) {
  const { t } = useTranslation(["bulk", "problems"]);
  const dates = useDates();
  const fieldName = useFieldName(sheet);
  const text = useRecordText();
  const { records } = row;
  if (!records) return <p className={classes.quiet}>{t("bulk:dry.rowNotAsked")}</p>;
  const { asked, compared, problem, findings } = records;
  return (
    <section className={classes.records} aria-label={t("bulk:dry.rowTitle")}>
      <h3>
        {t("bulk:dry.rowTitle")}{" "}
        <span className={classes.count}>{t("bulk:dry.rowAsked", { at: dates.short(asked) })}</span>
      </h3>
      <ul>
        {findings.map(({ kind, field, what, others, request }) => (
          <li key={`${kind} ${field} ${what}`}>
            {fieldName(field)} <bdi className="mono">{what}</bdi>: {text(kind)}
            {others.length > 0 && (
              <>
                {" "}
                (<bdi className="mono">{others.join(", ")}</bdi>)
              </>
            )}
            {request && (
              <>
                {". "}
                <Link to="/requests/$key" params={{ key: request }}>
                  {t("bulk:dry.request")}
                </Link>
              </>
            )}
          </li>
        ))}
        {problem && <li>{t(`problems:${problem}.title`)}</li>}
        {findings.length === 0 && !problem && <li>{t(compared ? "bulk:dry.rowNothing" : "bulk:dry.rowKnown")}</li>}
        {!compared && findings.length > 0 && <li>{t("bulk:dry.rowUncompared")}</li>}
      </ul>
    </section>
  );
}
