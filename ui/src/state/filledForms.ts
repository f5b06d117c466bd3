import { useEffect } from "react";
import { createStore } from "./createStore";

/** Number of forms and dialogs on the page with typed or scanned content. A restart for an update waits for them. */
export const filledForms = createStore(0);

/** Declares a form or dialog, as long as it has content. */
export function useFilledForm(filled: boolean) {
  useEffect(() => {
    if (!filled) return;
    filledForms.set(filledForms.get() + 1);
    return () => filledForms.set(filledForms.get() - 1);
  }, [filled]);
}
