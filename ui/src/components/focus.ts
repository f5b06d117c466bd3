import { useEffect, useState } from "react";

/** Moves the focus if the focused element is gone: otherwise the next Tab would begin at the top of the window. */
export function focusIfLost(element: Element | null | undefined) {
  requestAnimationFrame(() => {
    if (isNowhere() && element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true });
  });
}

/** The last element that had the focus, or the button of its menu. */
let lastFocused: Element | null = null;
document.addEventListener("focusin", ({ target }) => {
  lastFocused = openerOf(target instanceof Element ? target : null);
});

/** Returns the focus to its former place when a dialog is unmounted; after a menu item, to the button of its menu. */
export function useReturnFocus() {
  // During the first render, before the dialog takes the focus. A lazy dialog may come when its menu item is gone already
  // and the focus is nowhere.
  const [before] = useState(() => (isNowhere() ? lastFocused : openerOf(document.activeElement)));
  useEffect(() => () => focusIfLost(before), [before]);
}

function isNowhere() {
  return document.activeElement === null || document.activeElement === document.body;
}

/** The button of the menu that an item belongs to, because the item leaves with its menu; any other element itself. */
function openerOf(focused: Element | null) {
  const button = focused?.closest('[role="menu"]')?.getAttribute("aria-labelledby");
  return (button && document.getElementById(button)) || focused;
}

/** Focuses the first invalid input after the next frame, when the faults of a form are rendered. */
export function focusFirstInvalid(form: HTMLElement | null) {
  requestAnimationFrame(() => {
    const input = form?.querySelector<HTMLInputElement>('[aria-invalid="true"]');
    input?.focus();
    input?.select();
  });
}
