// Twelve bars, the latest last. Pure.

const sum = (bars: readonly number[]) => bars.reduce((all, one) => all + one, 0);

/** More in the later half, and still rising at its end: what fell again is over. */
export function isGrowing(bars: readonly number[]): boolean {
  const half = Math.floor(bars.length / 2);
  const quarter = Math.floor(half / 2);
  const late = bars.slice(half);
  return sum(late) > sum(bars.slice(0, half)) && sum(bars.slice(-quarter)) > sum(late.slice(0, quarter));
}

/** The bars that are coloured when it grows. */
export const LAST = 3;
