import { CLOSING_MILLIS } from "./rhythm";

/**
 * Ignores an Enter that follows at once or is held down, after the element that Enter activated has gone and another
 * one has the focus.
 */
export function refuseEnters() {
  const from = performance.now();
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.repeat || performance.now() - from < CLOSING_MILLIS)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    window.removeEventListener("keydown", pressed, true);
  };
  window.addEventListener("keydown", pressed, true);
}
