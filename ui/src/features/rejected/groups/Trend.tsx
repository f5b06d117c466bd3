import classes from "../rejected.module.css";

const TREND_HEIGHT = 20;
const BAR_STEP = 64 / 12;
const BAR_WIDTH = 3.8;
/** The last bars, highlighted in a growing trend. */
const HIGHLIGHTED_BARS = 3;

/**
 * A decorative chart; a hidden text beside it describes the trend. An empty bar is a line, so that its time is visible.
 */
export function Trend({ bars }: { bars: readonly number[] }) {
  const most = Math.max(1, ...bars);
  const growing = isGrowing(bars);
  return (
    <svg className={classes.trend} viewBox={`0 0 64 ${TREND_HEIGHT}`} width="64" height={TREND_HEIGHT} aria-hidden>
      {bars.map((count, place) => {
        const height = Math.max(1.5, (count / most) * TREND_HEIGHT);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
            key={place}
            x={place * BAR_STEP}
            y={TREND_HEIGHT - height}
            width={BAR_WIDTH}
            height={height}
            rx={0.75}
            data-hot={(growing && count > 0 && place >= bars.length - HIGHLIGHTED_BARS) || undefined}
          />
        );
      })}
    </svg>
  );
}

const sum = (bars: readonly number[]) => bars.reduce((all, one) => all + one, 0);

/** Whether the later half has more requests and its end is still rising. `bars` has twelve counts, the latest last. */
export function isGrowing(bars: readonly number[]): boolean {
  const half = Math.floor(bars.length / 2);
  const quarter = Math.floor(half / 2);
  const late = bars.slice(half);
  return sum(late) > sum(bars.slice(0, half)) && sum(bars.slice(-quarter)) > sum(late.slice(0, quarter));
}
