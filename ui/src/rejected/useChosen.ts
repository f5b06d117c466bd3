import { useRef, useState } from "react";
import type { RejectedSelection, RejectedView } from "../host/bindings";
import { ALL, countOf, isSelected, NOTHING, type Selection, toggledKey, withKeys } from "../requests/selection";
import { readRejected, type useRows } from "./useRows";

/** The selected rows. They stay while the list is read again, and go with the view that showed them. */
export function useChosen(view: RejectedView, { loaded, total }: Pick<ReturnType<typeof useRows>, "loaded" | "total">) {
  const shown = JSON.stringify(view);
  const [{ selection, of }, set] = useState({ selection: NOTHING, of: shown });
  const current = of === shown ? selection : NOTHING;
  const anchor = useRef<{ place: number; base: Selection }>(undefined);
  const turn = useRef(0);

  function put(next: Selection) {
    turn.current += 1;
    set({ selection: next, of: shown });
  }

  const count = countOf(current, total);
  return {
    count,
    all: current.all && current.keys.size === 0,
    has: (key: string) => isSelected(current, key),
    /** The only one, where it is one that was named. */
    only: !current.all && current.keys.size === 1 ? [...current.keys][0] : undefined,
    /** What an action is for: the selected rows, or all of the view while none is. */
    selection: (count === 0
      ? { all: true, keys: [], view }
      : { all: current.all, keys: [...current.keys], view }) satisfies RejectedSelection,
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
      const keys = near.every((row) => row !== undefined)
        ? near.map(({ key }) => key)
        : (await readRejected(view, first, last)).map(({ row }) => row.key);
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

export type Chosen = ReturnType<typeof useChosen>;
