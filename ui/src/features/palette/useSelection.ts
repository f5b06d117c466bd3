import { createSpotlight } from "@mantine/spotlight";
import { useEffect, useRef } from "react";
import type { Result } from "./results";

export const [store, spotlight] = createSpotlight();

/**
 * Which line Enter opens: the first one, also after more was found, until the arrows chose another. Spotlight keeps it
 * by place and chooses only while typing; here a chosen line stays chosen when others come before it.
 */
export function useSelection(open: boolean, text: string, found: Result[]) {
  const chosen = useRef<string>(undefined);
  const keys = found.map(({ key }) => key).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text begins with its first line again
  useEffect(() => {
    chosen.current = undefined;
  }, [open, text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is listed decides, not what is read here
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
    /** To the next line or the one before; from the last to the first. */
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
