// Blocks reloads of the page by hand: calls that are under way would be made a second time. The desk recognises them by
// their ids; this is the first line of defence.

import { isEditable } from "../features/scanner/focusedInput";
import { isOnSelectedText } from "../state/rowMenu";

type PressedKey = Pick<KeyboardEvent, "code" | "key" | "ctrlKey" | "metaKey" | "altKey">;

/** Keys that a web view takes for "load this page again", by their place and by their letter. Ctrl+R is *Refresh* here. */
export function loadsAnew({ code, key, ctrlKey, metaKey, altKey }: PressedKey): boolean {
  if (code === "F5" || key === "F5" || key === "BrowserRefresh") return !altKey;
  return (ctrlKey || metaKey) && !altKey && (code === "KeyR" || key.toLowerCase() === "r");
}

/** The context menu of a text field stays: it has no entry that leaves the page. */
export function isAboutText(target: EventTarget | null, x: number, y: number): boolean {
  if (!(target instanceof Element)) return false;
  if (isEditable(target)) return !target.readOnly && !target.disabled;
  return isOnSelectedText(x, y);
}

/** Listens in the capture phase, before all other listeners of the page, for as long as the page exists. */
export function refuseReloads() {
  window.addEventListener("keydown", (event) => loadsAnew(event) && event.preventDefault(), true);
  window.addEventListener("contextmenu", (event) => {
    if (!isAboutText(event.target, event.clientX, event.clientY)) event.preventDefault();
  });
}
