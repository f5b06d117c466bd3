import { useEffect } from "react";

/**
 * Shows a text that its box cuts, by an ellipsis or at its last line, in a tooltip as long as the pointer is on it. Numbers are
 * never cut; names and words may be, in narrow columns.
 */
export function useCutTexts() {
  useEffect(() => {
    const entered = ({ target }: PointerEvent) => {
      for (let at = target instanceof HTMLElement ? target : null; at && at !== document.body; at = at.parentElement) {
        if (at.title !== "") return;
        if (isCut(at)) return show(at);
      }
    };
    window.addEventListener("pointerover", entered);
    return () => window.removeEventListener("pointerover", entered);
  }, []);
}

function isCut(element: HTMLElement): boolean {
  const { clientWidth, clientHeight, scrollWidth, scrollHeight } = element;
  if (scrollWidth <= clientWidth && scrollHeight <= clientHeight) return false;
  const { textOverflow, webkitLineClamp } = getComputedStyle(element);
  return textOverflow === "ellipsis" || (webkitLineClamp !== "none" && webkitLineClamp !== "");
}

function show(element: HTMLElement) {
  element.title = element.innerText || (element.textContent ?? "");
  element.addEventListener("pointerleave", () => element.removeAttribute("title"), { once: true });
}
