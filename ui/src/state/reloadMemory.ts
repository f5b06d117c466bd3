import { useEffect } from "react";

const ITEM_PREFIX = "left at ";

/**
 * Keeps the typed or scanned state of a place over a reload of the page. Leaving the place by hand discards it. It is in
 * the memory of the web view alone and holds no PIN.
 */
export function useOutliving(place: string, value: unknown) {
  const text = JSON.stringify(value);
  useEffect(() => {
    sessionStorage.setItem(ITEM_PREFIX + place, text);
    return () => sessionStorage.removeItem(ITEM_PREFIX + place);
  }, [place, text]);
}

/** Discards the kept state of another user. */
export function forgetOutlived() {
  const left = Object.keys(sessionStorage).filter((item) => item.startsWith(ITEM_PREFIX));
  for (const item of left) sessionStorage.removeItem(item);
}

/** The state of a place from before a reload. */
export function outlived<T>(place: string): T | undefined {
  const text = sessionStorage.getItem(ITEM_PREFIX + place);
  return text === null ? undefined : JSON.parse(text);
}
