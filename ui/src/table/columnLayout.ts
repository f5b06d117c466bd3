// Order, visibility and width of a table's columns. Pure functions; the caller stores the layout.

export interface ColumnSetting<C extends string> {
  column: C;
  shown: boolean;
  /** Pixels; `null` until the user sets a width. */
  width: number | null;
}

export interface ColumnSet<C extends string> {
  /** In the default order. */
  all: readonly C[];
  /** Shown by default. */
  shown: readonly C[];
  /** Default widths in pixels. Until the user sets a width, the columns share the space that is left over. */
  widths: Readonly<Record<C, number>>;
  /** Left out where the table is too narrow for all columns, the first one first. */
  yields: readonly C[];
}

type Layout<C extends string> = readonly ColumnSetting<C>[];

/** Pixels. */
export const MIN_COLUMN_WIDTH = 44;
const MAX_COLUMN_WIDTH = 900;

/** Completes a stored layout: unknown and repeated columns go, columns of a later version are added hidden. */
export function completedLayout<C extends string>(stored: Layout<C>, columns: ColumnSet<C>): ColumnSetting<C>[] {
  const { all, shown } = columns;
  const known = stored.filter(
    ({ column }, place) => all.includes(column) && stored.findIndex((other) => other.column === column) === place,
  );
  const others = all.filter((column) => !known.some((one) => one.column === column));
  const usual = known.length === 0;
  const layout = [
    ...known,
    ...others.map((column) => ({ column, shown: usual && shown.includes(column), width: null })),
  ];
  return layout.some((one) => one.shown) ? layout : completedLayout([], columns);
}

export const shownOf = <C extends string>(layout: Layout<C>) => layout.filter(({ shown }) => shown);

export function toggled<C extends string>(layout: Layout<C>, column: C): ColumnSetting<C>[] {
  const next = layout.map((one) => (one.column === column ? { ...one, shown: !one.shown } : one));
  // A table without columns has no header to bring one back.
  return shownOf(next).length === 0 ? [...layout] : next;
}

/** Moves a column before another one; `null` moves it to the end. */
export function movedBefore<C extends string>(layout: Layout<C>, column: C, other: C | null): ColumnSetting<C>[] {
  const moving = layout.find((one) => one.column === column);
  if (!moving || column === other) return [...layout];
  const rest = layout.filter((one) => one !== moving);
  const at = other === null ? -1 : rest.findIndex((one) => one.column === other);
  return at < 0 ? [...rest, moving] : rest.toSpliced(at, 0, moving);
}

/** Moves a column by one place among the shown ones. */
export function stepped<C extends string>(layout: Layout<C>, column: C, by: 1 | -1): ColumnSetting<C>[] {
  const shown = shownOf(layout).map((one) => one.column);
  const at = shown.indexOf(column);
  if (at < 0 || at + by < 0 || at + by >= shown.length) return [...layout];
  return movedBefore(layout, column, shown[by < 0 ? at - 1 : at + 2] ?? null);
}

/** Sets a width. `drawn` are the widths on the screen: from the first change on, each column has its own. */
export function resized<C extends string>(
  layout: Layout<C>,
  column: C,
  width: number,
  drawn: ReadonlyMap<C, number>,
): ColumnSetting<C>[] {
  return layout.map((one) => {
    const next = one.column === column ? width : (one.width ?? (one.shown ? drawn.get(one.column) : null) ?? null);
    const bounded = next === null ? null : Math.round(Math.min(MAX_COLUMN_WIDTH, Math.max(MIN_COLUMN_WIDTH, next)));
    return { ...one, width: bounded };
  });
}
