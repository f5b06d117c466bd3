import { VisuallyHidden } from "@mantine/core";
import { type CSSProperties, type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { axisMarks, type BarContent, type Figure, type FigureRow } from "./chartData";
import classes from "./overview.module.css";

export interface BarActions {
  /** Whether the page shows only the requests that a bar counts. */
  isChosen: (counted: BarContent) => boolean;
  onChoose: (counted: BarContent) => void;
}

/** Names on the axis below standing bars; more would run into each other. */
const MAX_DAY_NAMES = 6;

/**
 * A bar chart with axis, names and numbers. Bars that can filter the page are buttons: Tab reaches one, the arrows move on
 * from it. Stacked series differ by pattern, not by colour alone.
 */
export function Bars({ figure, ...on }: { figure: Figure } & BarActions) {
  const { rows, series, lying, title } = figure;
  const { t } = useTranslation("overview");
  const [active, setActive] = useState(0);
  const bars = useRef<HTMLUListElement>(null);
  const marks = axisMarks(Math.max(...rows.map(({ total }) => total)));
  const top = marks.at(-1) ?? 1;
  const nameEvery = lying ? 1 : Math.ceil(rows.length / MAX_DAY_NAMES);

  function onKeyDown(event: KeyboardEvent) {
    const [back, on] = lying ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
    const to = { [back as string]: active - 1, [on as string]: active + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows.length - 1, to));
    bars.current?.querySelectorAll<HTMLElement>("button")[next]?.focus();
  }

  return (
    <>
      <div className={classes.chart} data-lying={lying || undefined}>
        <ul ref={bars} className={classes.bars} aria-label={title} onKeyDown={onKeyDown}>
          {rows.map((row, place) => (
            <li key={row.name}>
              <Bar
                row={row}
                series={series}
                top={top}
                named={place % nameEvery === 0}
                tabIndex={place === Math.min(active, rows.length - 1) ? 0 : -1}
                onFocus={() => setActive(place)}
                {...on}
              />
            </li>
          ))}
        </ul>
        <div className={classes.axis} aria-hidden>
          {marks.map((mark) => (
            <span key={mark} style={{ "--at": mark / top } as CSSProperties}>
              {t("number", { count: mark })}
            </span>
          ))}
        </div>
      </div>
      {series.length > 1 && (
        <ul className={classes.legend}>
          {series.map((name, place) => (
            <li key={name}>
              <i className={classes.swatch} data-series={place} aria-hidden />
              {name}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface BarProps extends BarActions {
  row: FigureRow;
  series: string[];
  /** The number at the end of the axis. */
  top: number;
  /** Its name stands on the axis; otherwise it is in the tooltip alone. */
  named: boolean;
  tabIndex: number;
  onFocus: () => void;
}

function Bar({ row, series, top, named, tabIndex, onFocus, isChosen, onChoose }: BarProps) {
  const { t } = useTranslation("overview");
  const { name, counts, total, counted } = row;
  const parts = series.flatMap((of, place) => (counts[place] ? [t("told", { name: of, count: counts[place] })] : []));
  const words = t("told", { name, count: total });
  const all = parts.length > 1 ? t("parts", { all: words, parts: parts.join(", ") }) : words;
  // A button is named by its words instead: name and number alone run together.
  const hidden = counted !== undefined;
  const drawn = (
    <>
      <span className={classes.name} data-hidden={!named || undefined} aria-hidden={hidden}>
        {name}
      </span>
      <span className={classes.track} aria-hidden={hidden}>
        {counts.map((count, place) => (
          <i
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is its series
            key={place}
            data-series={place}
            style={{ "--share": count / top } as CSSProperties}
          />
        ))}
        <b>{t("number", { count: total })}</b>
      </span>
    </>
  );
  if (!counted) {
    return <div className={classes.bar}>{drawn}</div>;
  }
  return (
    <button
      type="button"
      className={classes.bar}
      aria-pressed={isChosen(counted)}
      title={all}
      tabIndex={tabIndex}
      onFocus={onFocus}
      onClick={() => onChoose(counted)}
    >
      <VisuallyHidden>{all}</VisuallyHidden>
      {drawn}
    </button>
  );
}
