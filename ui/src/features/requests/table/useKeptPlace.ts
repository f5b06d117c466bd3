import { type RefObject, useEffectEvent, useLayoutEffect, useRef } from "react";
import { ROW } from "./layout";
import type { useWindows } from "./useWindows";

interface KeptPlace {
  scroller: RefObject<HTMLElement | null>;
  /** The view that is shown; another one begins at its top. */
  asked: unknown;
  /** How far it is scrolled. The element would have to lay itself out to tell. */
  offset: () => number;
  /** Place of the first row on the screen. */
  first: number;
  windows: Pick<ReturnType<typeof useWindows>, "loaded" | "places">;
  onReset: () => void;
}

/** What is being read stays where it is when rows come above it; another view begins at its top. */
export function useKeptPlace({ scroller, asked, offset, first, windows: { loaded, places }, onReset }: KeptPlace) {
  const view = JSON.stringify(asked);
  const seen = useRef({ view, key: undefined as string | undefined, place: 0 });
  const reset = useEffectEvent(onReset);
  const scrolled = useEffectEvent(offset);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (seen.current.view !== view) {
      seen.current = { view, key: undefined, place: 0 };
      if (scrolled() > 0) element.scrollTop = 0;
      reset();
      return;
    }
    const { key, place } = seen.current;
    const now = key === undefined ? undefined : places.get(key);
    // At the top the newest are what somebody wants to see.
    if (now !== undefined && now !== place && scrolled() > 0 && loaded.get(place)?.key !== key) {
      element.scrollTop += (now - place) * ROW;
      seen.current = { view, key, place: now };
      return;
    }
    seen.current = { view, key: loaded.get(first)?.key, place: first };
  }, [scroller, view, first, loaded, places]);
}
