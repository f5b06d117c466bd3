import { useEffect, useState } from "react";

/** What had the focus may be gone; then it would be nowhere, and the next Tab begins at the top of the window. */
export function focusIfLost(element: Element | null | undefined) {
  requestAnimationFrame(() => {
    const nowhere = document.activeElement === null || document.activeElement === document.body;
    if (nowhere && element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true });
  });
}

/** For a dialog that is mounted while it is open: when it goes, the focus is where it was before. */
export function useReturnFocus() {
  // While it is drawn for the first time, before it takes the focus.
  const [before] = useState(() => document.activeElement);
  useEffect(() => () => focusIfLost(before), [before]);
}

/** With the next drawing, when the faults of a form stand at their inputs. */
export function focusFirstInvalid(form: HTMLElement | null) {
  requestAnimationFrame(() => {
    const input = form?.querySelector<HTMLInputElement>('[aria-invalid="true"]');
    input?.focus();
    input?.select();
  });
}
