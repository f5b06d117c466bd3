import { useEffect, useEffectEvent } from "react";

/** Esc goes back one step, except from a dialog, which closes, and from a text, which somebody is typing. */
export function useStepBack(back: () => void) {
  const stepped = useEffectEvent(back);
  useEffect(() => {
    // The dialog that the key closes may be gone before the page hears of the key.
    let closesDialog = false;
    const captured = () => {
      closesDialog = document.querySelector('[aria-modal="true"]') !== null;
    };
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (closesDialog) return;
      const field = document.activeElement;
      if ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.value !== "") return;
      stepped();
    };
    window.addEventListener("keydown", captured, true);
    window.addEventListener("keydown", pressed);
    return () => {
      window.removeEventListener("keydown", captured, true);
      window.removeEventListener("keydown", pressed);
    };
  }, []);
}
