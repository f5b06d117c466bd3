import { useEffect, useState } from "react";

/** Moves the focus if the focused element is gone: otherwise the next Tab would begin at the top of the window. */
export function focusIfLost(element: Element | null | undefined) {
  requestAnimationFrame(() => {
    const nowhere = document.activeElement === null || document.activeElement === document.body;
    if (nowhere && element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true });
  });
}

/** Returns the focus to its former place when a dialog is unmounted; after a menu item, to the button of its menu. */
export function useReturnFocus() {
  // During the first render, before the dialog takes the focus.
  const [before] = useState(() => openerOf(document.activeElement));
  useEffect(() => () => focusIfLost(before), [before]);
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
