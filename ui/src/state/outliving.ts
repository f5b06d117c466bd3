import { useEffect } from "react";

const ITEM = "left at ";

/**
 * Keeps what is in hand or typed at a place of the page, for a page that is loaded anew. Whoever leaves the place by hand
 * puts it down. It is in the memory of the web view alone, and has no PIN.
 */
export function useOutliving(place: string, value: unknown) {
  const text = JSON.stringify(value);
  useEffect(() => {
    sessionStorage.setItem(ITEM + place, text);
    return () => sessionStorage.removeItem(ITEM + place);
  }, [place, text]);
}

/** What was in hand is somebody else's. */
export function forgetOutlived() {
  const left = Object.keys(sessionStorage).filter((item) => item.startsWith(ITEM));
  for (const item of left) sessionStorage.removeItem(item);
}

/** What was there before the page was loaded anew. */
export function outlived<T>(place: string): T | undefined {
  const text = sessionStorage.getItem(ITEM + place);
  return text === null ? undefined : JSON.parse(text);
}
