import { useRef, useState } from "react";
import type { RequestRow } from "../host/bindings";
import { readRows } from "./readRows";
import { ALL, countOf, isSelected, NOTHING, type Selection, toggledKey, withKeys } from "./selection";
import type { Asked } from "./useWindows";

interface Selecting {
  asked: Asked;
  total: number;
  loaded: ReadonlyMap<number, RequestRow>;
}

/** The selected rows. They stay while the list is read again, and go with the filters that showed them. */
export function useSelection({ asked, total, loaded }: Selecting) {
  const shown = JSON.stringify(asked.filter);
  const [{ selection, of }, set] = useState({ selection: NOTHING, of: shown });
  const current = of === shown ? selection : NOTHING;
  const anchor = useRef<{ place: number; base: Selection }>(undefined);
  const turn = useRef(0);

  function put(next: Selection) {
    turn.current += 1;
    set({ selection: next, of: shown });
  }

  return {
    count: countOf(current, total),
    all: current.all && current.keys.size === 0,
    has: (key: string) => isSelected(current, key),
    /** The keys, where they are not simply all that match. */
    async keys(): Promise<string[]> {
      if (!current.all) return [...current.keys];
      if (current.keys.size === 0) return [];
      const rows = await readRows(asked, 0, total - 1);
      return rows.flatMap(({ key }) => (current.keys.has(key) ? [] : key));
    },
    async rows(): Promise<RequestRow[]> {
      // In the order of the list, which the keys alone do not have.
      const rows = await readRows(asked, 0, total - 1, (key) => isSelected(current, key), countOf(current, total));
      return rows;
    },
    toggle(key: string, place: number) {
      anchor.current = { place, base: current };
      put(toggledKey(current, key));
    },
    /** From where the selecting began to `place`, in addition to what was selected before. */
    async extend(from: number, place: number) {
      anchor.current ??= { place: from, base: current };
      const { base, place: start } = anchor.current;
      const [first, last] = start < place ? [start, place] : [place, start];
      const near = Array.from({ length: last - first + 1 }, (_, at) => loaded.get(first + at));
      turn.current += 1;
      const mine = turn.current;
      const rows = near.every((row) => row !== undefined) ? near : await readRows(asked, first, last);
      if (turn.current !== mine) return;
      put(
        withKeys(
          base,
          rows.map(({ key }) => key),
        ),
      );
    },
    /** Moving without Shift ends a range. */
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

export type SelectedRows = ReturnType<typeof useSelection>;
