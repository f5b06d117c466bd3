// The page is not loaded anew by hand: what is under way would be handed to the desk a second time. The desk knows it for
// the same, but nobody needs to find out.
import { isEditable } from "../features/scanner/focusedInput";

type Pressed = Pick<KeyboardEvent, "code" | "key" | "ctrlKey" | "metaKey" | "altKey">;

/** Keys that a web view takes for "load this page again", by their place and by their letter. Ctrl+R is *Refresh* here. */
export function loadsAnew({ code, key, ctrlKey, metaKey, altKey }: Pressed): boolean {
  if (code === "F5" || key === "F5" || key === "BrowserRefresh") return !altKey;
  return (ctrlKey || metaKey) && !altKey && (code === "KeyR" || key.toLowerCase() === "r");
}

/** Where the web view's menu is about a text, it has nothing that leaves the page. */
export function isAboutText(target: EventTarget | null, x: number, y: number): boolean {
  if (!(target instanceof Element)) return false;
  if (isEditable(target)) return !target.readOnly && !target.disabled;
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) return false;
  const rects = [...selection.getRangeAt(0).getClientRects()];
  return rects.some(({ left, right, top, bottom }) => left <= x && x <= right && top <= y && y <= bottom);
}

/** For as long as the page is there, before anything on it hears of a key. */
export function refuseReloads() {
  window.addEventListener("keydown", (event) => loadsAnew(event) && event.preventDefault(), true);
  window.addEventListener("contextmenu", (event) => {
    if (!isAboutText(event.target, event.clientX, event.clientY)) event.preventDefault();
  });
}
