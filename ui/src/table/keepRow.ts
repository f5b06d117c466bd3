import { defaultRangeExtractor, type Range } from "@tanstack/react-virtual";

/** Keeps one row of a virtual list drawn when it is scrolled away: its focus, or a reference to it, would be lost. */
export const keepRow = (place: number) => (range: Range) => {
  const shown = defaultRangeExtractor(range);
  return place < 0 || place >= range.count || shown.includes(place) ? shown : [...shown, place].sort((a, b) => a - b);
};
