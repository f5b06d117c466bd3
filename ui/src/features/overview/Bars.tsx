import "@mantine/charts/styles.layer.css";
import { BarChart } from "@mantine/charts";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Figure } from "./chartData";
import classes from "./overview.module.css";

/** A bar chart with a number at each bar. Stacked series differ by pattern, not by colour alone. */
export function Bars({ figure: { title, rows, series, lying } }: { figure: Figure }) {
  const { t } = useTranslation("overview");
  const id = useId();
  const stacked = series.length > 1;
  const data = rows.map(({ name, counts, total }) => ({
    name,
    total,
    ...Object.fromEntries(counts.map((count, place) => [`s${place}`, count])),
  }));
  const longest = lying ? Math.max(...rows.map(({ name }) => name.length)) : 0;
  const room = Math.min(170, longest * 6.4 + 8);
  const described = rows.filter(({ total }) => total > 0).map(({ name, total }) => t("told", { name, count: total }));
  return (
    <>
      <svg width={0} height={0} aria-hidden className={classes.patterns}>
        <title>{title}</title>
        <defs>
          {series.map((name, place) => (
            <Pattern key={name} id={`${id}-${place}`} place={place} />
          ))}
        </defs>
      </svg>
      <div className={classes.chart} role="img" aria-label={t("chart", { title, rows: described.join(", ") })}>
        <BarChart
          h="100%"
          data={data}
          dataKey="name"
          type={stacked ? "stacked" : "default"}
          orientation={lying ? "vertical" : "horizontal"}
          series={series.map((label, place) => ({ name: `s${place}`, label, color: `url(#${id}-${place})` }))}
          gridAxis="none"
          tickLine="none"
          withXAxis={!lying}
          withYAxis={lying}
          withTooltip={stacked}
          tooltipAnimationDuration={0}
          maxBarWidth={lying ? 12 : 22}
          minBarSize={0}
          xAxisProps={lying ? {} : { interval: "preserveStartEnd", minTickGap: 12 }}
          yAxisProps={{ width: room, interval: 0, tick: <Name room={room} /> }}
          barProps={{ isAnimationActive: false, radius: 0 }}
          barChartProps={{
            accessibilityLayer: false,
            margin: lying ? { top: 0, bottom: 0, left: 0, right: 34 } : { top: 14, bottom: 0, left: 4, right: 4 },
          }}
          valueFormatter={(count) => t("number", { count })}
          withBarValueLabel={!stacked}
          valueLabelProps={{ position: lying ? "right" : "top", fill: "var(--text)" }}
        />
      </div>
      {stacked && (
        <ul className={classes.legend}>
          {series.map((name, place) => (
            <li key={name}>
              <Swatch pattern={`${id}-${place}`} />
              {name}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Cuts a long name to one line; the table shows it in full. */
function Name({ room, x, y, payload }: { room: number; x?: number; y?: number; payload?: { value: string } }) {
  const name = payload?.value ?? "";
  const most = Math.floor(room / 6.4);
  return (
    <text x={x} y={y} dy="0.32em" textAnchor="end" className={classes.name}>
      <title>{name}</title>
      {name.length > most ? `${name.slice(0, most - 1).trimEnd()}…` : name}
    </text>
  );
}

/** The patterns that distinguish stacked series. The first one is plain. */
function Pattern({ id, place }: { id: string; place: number }) {
  const quiet = place % 5 > 2;
  const ink = quiet ? "var(--text-3)" : "var(--accent-solid)";
  const drawing = [
    <rect key="all" width={6} height={6} fill={ink} />,
    <path key="lines" d="M0 6 6 0M-1.5 1.5 1.5-1.5M4.5 7.5 7.5 4.5" stroke={ink} strokeWidth={1.8} />,
    <circle key="dots" cx={3} cy={3} r={1.6} fill={ink} />,
    <rect key="quiet" width={6} height={6} fill={ink} />,
    <path key="level" d="M0 1.5H6M0 4.5H6" stroke={ink} strokeWidth={1.2} />,
  ][place % 5];
  return (
    <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse">
      <rect width={6} height={6} fill={quiet ? "var(--sunken)" : "var(--accent-tint)"} />
      {drawing}
    </pattern>
  );
}

function Swatch({ pattern }: { pattern: string }) {
  return (
    <svg width={12} height={12} aria-hidden>
      <rect width={12} height={12} fill={`url(#${pattern})`} />
    </svg>
  );
}
