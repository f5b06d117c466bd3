import { createSpotlight } from "@mantine/spotlight";
import { useEffect, useRef } from "react";
import type { Result } from "./results";

export const [store, spotlight] = createSpotlight();

/**
 * The result that Enter opens: the first one, also after more results arrived, until the arrow keys chose another.
 * Spotlight selects by index and only while typing; here a chosen result stays selected when others are inserted
 * before it.
 */
export function useSelection(open: boolean, text: string, found: Result[]) {
  const chosen = useRef<string>(undefined);
  const keys = found.map(({ key }) => key).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text starts at its first result
  useEffect(() => {
    chosen.current = undefined;
  }, [open, text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the listed results change
  useEffect(() => {
    if (open)
      select(
        Math.max(
          0,
          found.findIndex(({ key }) => key === chosen.current),
        ),
      );
  }, [open, text, keys]);
  return {
    current: () => found[Math.max(0, store.getState().selected)],
    isChosen: () => chosen.current !== undefined,
    /** Moves to the next or previous result; from the last one to the first. */
    move(by: 1 | -1) {
      if (found.length === 0) return;
      const to = (store.getState().selected + by + found.length) % found.length;
      chosen.current = found[to]?.key;
      select(to)?.scrollIntoView({ block: "nearest" });
    },
  };
}

function select(place: number): Element | undefined {
  const list = document.getElementById(store.getState().listId);
  for (const other of list?.querySelectorAll("[data-selected]") ?? []) other.removeAttribute("data-selected");
  const line = list?.querySelectorAll("[data-action]")[place];
  line?.setAttribute("data-selected", "true");
  store.updateState((state) => ({ ...state, selected: place }));
  return line;
}
