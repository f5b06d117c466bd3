import { useEffect, useState } from "react";

/** Moves the focus if the focused element is gone: otherwise the next Tab would begin at the top of the window. */
export function focusIfLost(element: Element | null | undefined) {
  requestAnimationFrame(() => {
    const nowhere = document.activeElement === null || document.activeElement === document.body;
    if (nowhere && element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true });
  });
}

/** Returns the focus to its former place when a dialog is unmounted. */
export function useReturnFocus() {
  // During the first render, before the dialog takes the focus.
  const [before] = useState(() => document.activeElement);
  useEffect(() => () => focusIfLost(before), [before]);
}

/** Focuses the first invalid input after the next frame, when the faults of a form are rendered. */
export function focusFirstInvalid(form: HTMLElement | null) {
  requestAnimationFrame(() => {
    const input = form?.querySelector<HTMLInputElement>('[aria-invalid="true"]');
    input?.focus();
    input?.select();
  });
}
