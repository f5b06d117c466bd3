// The columns that a table has room for, with their widths. Pure functions.

import { type ColumnSet, type ColumnSetting, shownOf } from "./columnLayout";

/** Pixels of a character of an identifier, and of both paddings of its cell; see `table.module.css`. */
const CHARACTER = 8;
const PADDING = 13;
/** A longer text, such as the cards of a set, is cut; its tooltip has all of it. */
const MAX_CHARACTERS = 24;

export interface FittedColumn<C extends string> {
  column: C;
  /** Pixels. */
  width: number;
}

/** The most characters of a column's texts. */
export type Lengths<C extends string> = Partial<Record<C, number>>;

/** The longest text of each column of identifiers. */
export function longestOf<R, C extends string>(
  rows: Iterable<R>,
  identifiers: readonly C[],
  textOf: (row: R, column: C) => string | null,
): Lengths<C> {
  const longest: Lengths<C> = {};
  for (const row of rows) {
    for (const column of identifiers) {
      const { length } = textOf(row, column) ?? "";
      if (length > (longest[column] ?? 0)) longest[column] = length;
    }
  }
  return longest;
}

/** The width in pixels of a column whose texts have so many characters of an identifier. */
export const naturalWidth = (characters: number) =>
  Math.ceil(Math.min(MAX_CHARACTERS, characters) * CHARACTER + PADDING);

/** A column that the user gave no width is as wide as its longest identifier. */
function widthOf<C extends string>(
  { column, width }: ColumnSetting<C>,
  { widths }: ColumnSet<C>,
  longest: Lengths<C>,
): number {
  return width ?? Math.max(widths[column], naturalWidth(longest[column] ?? 0));
}

/**
 * The shown columns. Where the `room` in pixels (absent: not known yet) is too small, those that yield are left out one
 * after the other; the table scrolls only when all of them are. The user's own widths are kept as they are.
 */
export function fitted<C extends string>(
  layout: readonly ColumnSetting<C>[],
  set: ColumnSet<C>,
  longest: Lengths<C>,
  room: number | undefined,
): FittedColumn<C>[] {
  const shown = shownOf(layout);
  const columns = shown.map((one) => ({ column: one.column, width: widthOf(one, set, longest) }));
  if (room === undefined || shown.some(({ width }) => width !== null)) return columns;
  const left = new Map(columns.map(({ column, width }) => [column, width]));
  const needed = () => [...left.values()].reduce((sum, width) => sum + width, 0);
  for (const column of set.yields) {
    if (needed() <= room) break;
    if (left.size > 1) left.delete(column);
  }
  return columns.filter(({ column }) => left.has(column));
}
