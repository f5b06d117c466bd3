import { useSnapshot } from "../state/snapshot";

/** Pixels, as in `table.module.css`. */
export const CHECKBOX_WIDTH = 34;
export const HEADER_HEIGHT = 30;

/** Pixels, as `--row` and `--row-list` in `tokens.css`. */
const HEIGHTS = {
  comfortable: { row: 32, link: 45 },
  compact: { row: 26, link: 35 },
} as const;

/** The height of a table's rows in the density that the user chose. */
export const useRowHeight = (): number => HEIGHTS[useSnapshot().preferences.density].row;

/** The height of a line of the lists beside a table. */
export const useLinkHeight = (): number => HEIGHTS[useSnapshot().preferences.density].link;
