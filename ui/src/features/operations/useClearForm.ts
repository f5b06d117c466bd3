import { type RefObject, useState } from "react";
import { flushSync } from "react-dom";
import { useUndoable } from "../../state/undoStack";
import { focusFirst } from "./focusOrder";
import { isUntouched } from "./formValues";
import type { FormState } from "./useOperationForm";

interface Cleared {
  at: number;
  values: Record<string, string>;
  leavesAt: string;
  restore: () => void;
}

/**
 * Empties the form on the user's order. Ctrl+Z fills it again, except with a PIN, as long as nothing else is typed.
 * `forget` ends what else the page knows of the form's content, and returns how that is restored.
 */
export function useClearForm(form: FormState, element: RefObject<HTMLFormElement | null>, forget: () => () => void) {
  const [cleared, setCleared] = useState<Cleared>();
  const untouched = isUntouched(form.operation, form.values);
  /** Not a frame later: the next key is typed into the form as it is now. */
  const change = (next: () => void) => {
    flushSync(next);
    if (element.current) focusFirst(element.current);
  };
  useUndoable(untouched ? cleared?.at : undefined, () => {
    if (!cleared) return;
    change(() => {
      form.fill(cleared.values);
      form.setLeavesAt(cleared.leavesAt);
      cleared.restore();
      setCleared(undefined);
    });
  });
  return () => {
    const { values, leavesAt } = form.safe;
    change(() => {
      setCleared({ at: Date.now(), values, leavesAt, restore: forget() });
      form.clear();
    });
  };
}
