import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { isEditable } from "../features/scanner/focusedInput";

/** Alt+← leads back in the history of the window, Alt+→ forward again. */
export function useHistoryKeys() {
  const { history } = useRouter();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      // On macOS the same keys move by words.
      if (/mac/i.test(navigator.userAgent) && event.target instanceof Element && isEditable(event.target)) return;
      event.preventDefault();
      if (document.querySelector('[aria-modal="true"]')) return;
      if (event.key === "ArrowRight") history.forward();
      else if (history.canGoBack()) history.back();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [history]);
}
