import { type RefObject, useEffect, useEffectEvent } from "react";
import { CLOSING_MILLIS } from "../scanner/rhythm";

/** Enter alone acts, whatever has the focus, unless that takes Enter itself; a key that is held down does nothing. */
export function useEnterSends(button: RefObject<HTMLButtonElement | null>, act: () => void) {
  const acted = useEffectEvent(act);
  useEffect(() => {
    let before = Number.NEGATIVE_INFINITY;
    const pressed = (event: KeyboardEvent) => {
      const scan = event.timeStamp - before < CLOSING_MILLIS;
      // An Enter that was the end of a scan may be followed by another one.
      if (event.key !== "Enter" || scan) before = event.timeStamp;
      if (event.key !== "Enter") return;
      const own = event.target === button.current;
      if (own && (scan || event.repeat)) event.preventDefault();
      if (own || scan || event.repeat || event.defaultPrevented) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (document.querySelector('[aria-modal="true"]')) return;
      if (event.target instanceof Element && event.target.closest("a, button, input, textarea, select, label")) return;
      event.preventDefault();
      acted();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [button]);
}
