import { type RefObject, useEffectEvent, useLayoutEffect, useRef } from "react";
import type { WindowedRows } from "./useWindowedRows";

interface ScrollAnchor<R> {
  scroller: RefObject<HTMLElement | null>;
  /** The query behind the rows; another one starts at the top. */
  view: unknown;
  /** The scroll offset in pixels, from the virtualizer: reading it from the element would force a layout. */
  offset: () => number;
  /** Place of the first row on the screen. */
  first: number;
  rowHeight: number;
  rows: WindowedRows<R>;
  onReset: () => void;
}

/** Keeps the visible rows where they are when rows are inserted above them; another view starts at the top. */
export function useScrollAnchor<R>({ scroller, view, offset, first, rowHeight, rows, onReset }: ScrollAnchor<R>) {
  const shown = JSON.stringify(view);
  const { loaded, places, keyOf } = rows;
  const seen = useRef({ shown, key: undefined as string | undefined, place: 0 });
  const reset = useEffectEvent(onReset);
  const scrolled = useEffectEvent(offset);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (seen.current.shown !== shown) {
      seen.current = { shown, key: undefined, place: 0 };
      if (scrolled() > 0) element.scrollTop = 0;
      reset();
      return;
    }
    const keyAt = (place: number) => {
      const row = loaded.get(place);
      return row === undefined ? undefined : keyOf(row);
    };
    const { key, place } = seen.current;
    const now = key === undefined ? undefined : places.get(key);
    // At the top the newest rows come into view.
    if (now !== undefined && now !== place && scrolled() > 0 && keyAt(place) !== key) {
      element.scrollTop += (now - place) * rowHeight;
      seen.current = { shown, key, place: now };
      return;
    }
    seen.current = { shown, key: keyAt(first), place: first };
  }, [scroller, shown, first, rowHeight, loaded, places, keyOf]);
}
