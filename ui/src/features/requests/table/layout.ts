// Which columns the table shows, in which order and how wide. Pure; kept in the preferences.
import type { ColumnLayout, RequestColumn } from "../../../api/bindings";

/** In their usual order. */
export const COLUMNS: readonly RequestColumn[] = [
  "state",
  "number",
  "requestType",
  "smartcard",
  "setTopBox",
  "service",
  "subscription",
  "provider",
  "created",
  "updated",
  "user",
  "unit",
  "priority",
  "error",
];

const SHOWN: readonly RequestColumn[] = [
  "state",
  "number",
  "requestType",
  "smartcard",
  "subscription",
  "provider",
  "created",
  "user",
];

/** Pixels. While nobody set a width, what is left over is shared out among the columns. */
export const usualWidths: Record<RequestColumn, number> = {
  state: 106,
  number: 62,
  requestType: 108,
  smartcard: 102,
  setTopBox: 124,
  service: 92,
  subscription: 64,
  provider: 84,
  created: 96,
  updated: 96,
  user: 64,
  unit: 92,
  priority: 76,
  error: 240,
};

/** Height of a row. */
export const ROW = 32;
export const NARROWEST = 44;
export const WIDEST = 900;
export const widthOf = ({ column, width }: ColumnLayout) => width ?? usualWidths[column];

/** What was kept, completed: a column that a later version brought is there, hidden. */
export function layoutOf(kept: readonly ColumnLayout[]): ColumnLayout[] {
  const known = kept.filter(
    ({ column }, place) => COLUMNS.includes(column) && kept.findIndex((other) => other.column === column) === place,
  );
  const others = COLUMNS.filter((column) => !known.some((one) => one.column === column));
  const usual = known.length === 0;
  const all = [...known, ...others.map((column) => ({ column, shown: usual && SHOWN.includes(column), width: null }))];
  return all.some(({ shown }) => shown) ? all : layoutOf([]);
}

export const shownOf = (layout: readonly ColumnLayout[]) => layout.filter(({ shown }) => shown);

export function toggled(layout: readonly ColumnLayout[], column: RequestColumn): ColumnLayout[] {
  const next = layout.map((one) => (one.column === column ? { ...one, shown: !one.shown } : one));
  // A table without columns says nothing, and has no head to bring one back.
  return shownOf(next).length === 0 ? [...layout] : next;
}

/** Puts a column before another one, or last. */
export function movedBefore(
  layout: readonly ColumnLayout[],
  column: RequestColumn,
  other: RequestColumn | null,
): ColumnLayout[] {
  const moving = layout.find((one) => one.column === column);
  if (!moving || column === other) return [...layout];
  const rest = layout.filter((one) => one !== moving);
  const at = other === null ? -1 : rest.findIndex((one) => one.column === other);
  return at < 0 ? [...rest, moving] : rest.toSpliced(at, 0, moving);
}

/** One place on among those that are shown. */
export function stepped(layout: readonly ColumnLayout[], column: RequestColumn, by: 1 | -1): ColumnLayout[] {
  const shown = shownOf(layout).map((one) => one.column);
  const at = shown.indexOf(column);
  if (at < 0 || at + by < 0 || at + by >= shown.length) return [...layout];
  return movedBefore(layout, column, shown[by < 0 ? at - 1 : at + 2] ?? null);
}

/** `drawn` are the widths on the screen: from the first change on, each column has its own. */
export function resized(
  layout: readonly ColumnLayout[],
  column: RequestColumn,
  width: number,
  drawn: ReadonlyMap<RequestColumn, number>,
): ColumnLayout[] {
  return layout.map((one) => {
    const next = one.column === column ? width : (one.width ?? (one.shown ? drawn.get(one.column) : null) ?? null);
    return { ...one, width: next === null ? null : Math.round(Math.min(WIDEST, Math.max(NARROWEST, next))) };
  });
}
