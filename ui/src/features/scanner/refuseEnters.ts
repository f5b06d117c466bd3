import { CLOSING_MILLIS } from "./rhythm";

/**
 * What Enter pressed is gone, and something else has the focus: an Enter that follows at once, or is held down, was not meant
 * for that.
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
