import { type RefObject, useLayoutEffect } from "react";

/** Pixels of the line below a list. */
const LIST_FOOT = 36;

/**
 * Keeps toasts off the buttons of an open pane: they stand over the list beside it, or above its foot where it covers the
 * list. `toasts.module.css` reads the properties.
 */
export function useRoomForToasts(pane: RefObject<HTMLElement | null>) {
  useLayoutEffect(() => {
    const element = pane.current;
    if (!element) return;
    const { style } = document.documentElement;
    const measure = () => {
      const covers = getComputedStyle(element).position === "absolute";
      const beside = Math.round(window.innerWidth - element.getBoundingClientRect().left);
      const foot = element.querySelector<HTMLElement>(":scope > footer")?.offsetHeight ?? 0;
      style.setProperty("--toasts-end", covers ? "0px" : `${beside}px`);
      style.setProperty("--toasts-bottom", `${covers ? foot : LIST_FOOT}px`);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // Its foot grows with its buttons.
    const changes = new MutationObserver(measure);
    changes.observe(element, { childList: true, subtree: true });
    measure();
    return () => {
      observer.disconnect();
      changes.disconnect();
      style.removeProperty("--toasts-end");
      style.removeProperty("--toasts-bottom");
    };
  }, [pane]);
}
