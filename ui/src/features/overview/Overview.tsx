import { SegmentedControl } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { ProblemNote } from "../../components/ProblemNote";
import { SkeletonRows } from "../../components/SkeletonRows";
import { useSnapshot } from "../../state/snapshot";
import { type BarActions, Bars } from "./Bars";
import { type Figure, useFigures } from "./chartData";
import classes from "./overview.module.css";

/** The figures above the groups: age, rejections per day, causes, and time until cleared. */
export function Overview({ from, ...bars }: { from: number } & BarActions) {
  const { t } = useTranslation("overview");
  const { connection } = useSnapshot();
  const [as, setAs] = useState<"charts" | "tables">("charts");
  const overview = useQuery({
    queryKey: ["rejected", "overview", connection, from],
    queryFn: () => commands.rejected.rejectedOverview(from),
    placeholderData: keepPreviousData,
  });
  const figures = useFigures(overview.data, from);
  if (overview.error) return <ProblemNote problem={asProblem(overview.error)} />;
  return (
    <section className={classes.overview} aria-label={t("title")}>
      <div className={classes.head}>
        <h2>{t("title")}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t("drawnAs")}
          name="overview"
          data={[
            { value: "charts", label: t("charts") },
            { value: "tables", label: t("tables") },
          ]}
          value={as}
          onChange={(value) => setAs(value as typeof as)}
        />
      </div>
      {figures ? (
        <div className={classes.figures}>
          {figures.map((figure) => (
            <FigureBox key={figure.id} figure={figure} asTable={as === "tables"} {...bars} />
          ))}
        </div>
      ) : (
        <SkeletonRows rows={3} />
      )}
    </section>
  );
}

function FigureBox({ figure, asTable, ...bars }: { figure: Figure; asTable: boolean } & BarActions) {
  const { t } = useTranslation("overview");
  const empty = figure.rows.every(({ total }) => total === 0);
  return (
    <figure className={classes.figure} aria-label={figure.title}>
      <figcaption>
        <b>{figure.title}</b>
        {figure.note && <span>{figure.note}</span>}
      </figcaption>
      {empty ? (
        <p className={classes.none}>{t(`none.${figure.id}`)}</p>
      ) : asTable ? (
        <ChartTable figure={figure} />
      ) : (
        <Bars figure={figure} {...bars} />
      )}
    </figure>
  );
}

/** The data of a chart as a table. */
function ChartTable({ figure: { title, rowHead, series, rows } }: { figure: Figure }) {
  const { t } = useTranslation("overview");
  return (
    // A long table scrolls and must be reachable by keyboard.
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
