import { useRef, useState } from "react";
import type { RequestRow } from "../../../api/bindings";
import { ALL, countOf, isSelected, NOTHING, type Selection, toggledKey, withKeys } from "./selection";

interface Selecting {
  /** What is shown, in words: the selection goes with it. */
  shown: string;
  total: number;
  loaded: ReadonlyMap<number, RequestRow>;
  /** Keys of the rows from one place to another that are not loaded all. */
  read: (first: number, last: number) => Promise<string[]>;
}

/** The selected rows of a long list. They stay while the list is read again, and go with the view that showed them. */
export function useRowSelection({ shown, total, loaded, read }: Selecting) {
  const [{ selection, of }, set] = useState({ selection: NOTHING, of: shown });
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
    /** From where the selecting began to `place`, in addition to what was selected before. */
    async extend(from: number, place: number) {
      anchor.current ??= { place: from, base: current };
      const { base, place: start } = anchor.current;
      const [first, last] = start < place ? [start, place] : [place, start];
      const near = Array.from({ length: last - first + 1 }, (_, at) => loaded.get(first + at));
      turn.current += 1;
      const mine = turn.current;
      const keys = near.every((row) => row !== undefined) ? near.map(({ key }) => key) : await read(first, last);
      if (turn.current === mine) put(withKeys(base, keys));
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

export type RowSelection = ReturnType<typeof useRowSelection>;
