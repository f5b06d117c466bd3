import { type RefObject, useEffect, useEffectEvent } from "react";

/** No person presses Enter this soon after another key: it is the end of a scan that was not recognised as one. */
const CLOSING_MILLIS = 300;

/** Enter alone acts, whatever has the focus, unless that takes Enter itself; a key that is held down does nothing. */
export function useEnterSends(button: RefObject<HTMLButtonElement | null>, act: () => void) {
  const acted = useEffectEvent(act);
  useEffect(() => {
    let before = Number.NEGATIVE_INFINITY;
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Enter") {
        before = event.timeStamp;
        return;
      }
      const scan = event.timeStamp - before < CLOSING_MILLIS;
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
