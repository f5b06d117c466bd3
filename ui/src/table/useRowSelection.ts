// The selection of a long list: some rows by their keys, or all rows but some.
import { useRef, useState } from "react";
import { useVisit } from "../state/visits";
import type { WindowedRows } from "./useWindowedRows";

export interface Selection {
  /** All rows of the view; `keys` are then the excluded ones. */
  all: boolean;
  keys: ReadonlySet<string>;
}

export const NOTHING: Selection = { all: false, keys: new Set() };
export const ALL: Selection = { all: true, keys: new Set() };

export const isSelected = ({ all, keys }: Selection, key: string) => all !== keys.has(key);

export const countOf = ({ all, keys }: Selection, total: number) => (all ? Math.max(0, total - keys.size) : keys.size);

export function toggledKey({ all, keys }: Selection, key: string): Selection {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return { all, keys: next };
}

/** Adds a range to the selection that was there when the range began. */
export function withKeys(base: Selection, keys: readonly string[]): Selection {
  const next = new Set(base.keys);
  for (const key of keys) {
    if (base.all) next.delete(key);
    else next.add(key);
  }
  return { all: base.all, keys: next };
}

interface SelectableRows<R> {
  /** The view as text: another view clears the selection. */
  shown: string;
  total: number;
  rows: WindowedRows<R>;
  /** Reads the keys of a range that is not loaded completely. */
  read: (first: number, last: number) => Promise<string[]>;
}

interface ViewSelection {
  selection: Selection;
  /** The view as text. */
  of: string;
}

/** The selected rows of a long list. The selection survives new answers and ends with the view. */
export function useRowSelection<R>({ shown, total, rows: { loaded, keyOf }, read }: SelectableRows<R>) {
  const before = useVisit("selected rows", (): ViewSelection => ({ selection, of }));
  const [{ selection, of }, set] = useState(before ?? { selection: NOTHING, of: shown });
  const current = of === shown ? selection : NOTHING;
  const anchor = useRef<{ place: number; base: Selection }>(undefined);
  const turn = useRef(0);

  function put(next: Selection) {
    turn.current += 1;
    set({ selection: next, of: shown });
  }

  return {
    current,
    count: countOf(current, total),
    all: current.all && current.keys.size === 0,
    has: (key: string) => isSelected(current, key),
    toggle(key: string, place: number) {
      anchor.current = { place, base: current };
      put(toggledKey(current, key));
    },
    /** Selects from the anchor to `place`, in addition to the selection before the range. */
    async extend(from: number, place: number) {
      anchor.current ??= { place: from, base: current };
      const { base, place: start } = anchor.current;
      const [first, last] = start < place ? [start, place] : [place, start];
      const near = Array.from({ length: last - first + 1 }, (_, at) => loaded.get(first + at));
      turn.current += 1;
      const mine = turn.current;
      const keys = near.every((row) => row !== undefined) ? near.map(keyOf) : await read(first, last);
      if (turn.current === mine) put(withKeys(base, keys));
    },
    /** Called when the focus moves without Shift. */
    endRange() {
      anchor.current = undefined;
    },
    selectAll: () => put(ALL),
    clear() {
      anchor.current = undefined;
      put(NOTHING);
    },
  };
}

export type RowSelection = ReturnType<typeof useRowSelection>;
