import { useTranslation } from "react-i18next";
import type { Figure } from "./figures";
import classes from "./overview.module.css";

/** The same rows as the chart's. */
export function ChartTable({ figure: { title, rowHead, series, rows } }: { figure: Figure }) {
  const { t } = useTranslation("overview");
  return (
    // A long table scrolls, and so must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <div className={classes.table} tabIndex={0}>
      <table aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{rowHead}</th>
            {series.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            {series.length > 1 && <th scope="col">{t("total")}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, counts, total }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {series.map((of, place) => (
                <td key={of}>{t("number", { count: counts[place] })}</td>
              ))}
              {series.length > 1 && <td>{t("number", { count: total })}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
