import classes from "./groups.module.css";
import { isGrowing, LAST } from "./trend";

const HEIGHT = 20;
const STEP = 64 / 12;
const BAR = 3.8;

/** For eyes: who listens is told in words beside it. A bar of nothing is a line, so that the time is seen. */
export function Trend({ bars }: { bars: readonly number[] }) {
  const most = Math.max(1, ...bars);
  const growing = isGrowing(bars);
  return (
    <svg className={classes.trend} viewBox={`0 0 64 ${HEIGHT}`} width="64" height={HEIGHT} aria-hidden>
      {bars.map((count, place) => {
        const height = Math.max(1.5, (count / most) * HEIGHT);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
            key={place}
            x={place * STEP}
            y={HEIGHT - height}
            width={BAR}
            height={height}
            rx={0.75}
            data-hot={(growing && count > 0 && place >= bars.length - LAST) || undefined}
          />
        );
      })}
    </svg>
  );
}
