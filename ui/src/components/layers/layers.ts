// The layers of the window, such as a dialog over a pane over a form. Esc closes the top one and nothing else: a single
// listener decides before any component sees the key, because a component that closes is gone when the next one looks.

import { useEffect } from "react";
import { useStableCallback } from "../useStableCallback";

interface Layer {
  close: () => void;
}

/** From the bottom to the top. */
let layers: readonly Layer[] = [];

/** Lists and menus of the library, which close themselves while they have the focus. */
const OPEN_LIST = '[role="menu"], input[data-expanded]';

window.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest(OPEN_LIST)) return;
    const top = layers.at(-1);
    if (!top) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // A key that is held down closes one layer, not all of them.
    if (!event.repeat) top.close();
  },
  true,
);

/** Puts a layer on top of the others. Returns the function that removes it. */
export function addLayer(close: () => void): () => void {
  const layer = { close };
  layers = [...layers, layer];
  return () => {
    layers = layers.filter((other) => other !== layer);
  };
}

/** Makes Esc call `close` while the component is shown, or while `open` is set, and no other layer opened since. */
export function useLayer(close: () => void, open = true) {
  const newest = useStableCallback(close);
  useEffect(() => (open ? addLayer(newest) : undefined), [newest, open]);
}

/** Makes Esc leave the page, below all layers, whichever of its parts is mounted first. */
export function usePageLayer(leave: () => void) {
  const newest = useStableCallback(leave);
  useEffect(() => {
    const page = { close: newest };
    layers = [page, ...layers];
    return () => {
      layers = layers.filter((other) => other !== page);
    };
  }, [newest]);
}

/** Something is open over the page, which has its keys to itself. */
export const isPageCovered = () => document.querySelector('[role="dialog"], [role="menu"]') !== null;
