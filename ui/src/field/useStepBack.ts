import { useEffect, useEffectEvent } from "react";

/** Esc goes back one step, except from a dialog, which closes, and from a text, which somebody is typing. */
export function useStepBack(back: () => void) {
  const stepped = useEffectEvent(back);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (document.querySelector('[aria-modal="true"]')) return;
      const field = document.activeElement;
      if ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.value !== "") return;
      stepped();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}
