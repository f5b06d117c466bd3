// Where the keys of a scan went before it was known to be one, and how they are taken back.
import { flushSync } from "react-dom";

type Editable = HTMLInputElement | HTMLTextAreaElement;

export interface FocusedInput {
  element: Editable | HTMLSelectElement;
  /** What it held before the first key. */
  before: string;
  /** The scan replaced all that was there. */
  whole: boolean;
}

const NO_TEXT = new Set(["checkbox", "radio", "button", "submit", "reset", "file", "range", "color"]);

export const isEditable = (element: Element | null): element is Editable =>
  element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && !NO_TEXT.has(element.type));

/** An input for a secret stays one while its text is shown: `type` alone does not tell. */
export const isSecret = (element: Element | null) =>
  element instanceof HTMLInputElement && (element.type === "password" || element.dataset.secret !== undefined);

/** What the input takes, where it is one for identifiers. */
export const takes = (element: Element | null | undefined): string | undefined =>
  element instanceof HTMLElement ? element.dataset.scan : undefined;

export function focusedInputOf(element: Element | null): FocusedInput | undefined {
  // A list of choices jumps to what begins with the typed letter.
  if (element instanceof HTMLSelectElement) return { element, before: element.value, whole: false };
  if (!isEditable(element) || isSecret(element)) return undefined;
  const { value, selectionStart, selectionEnd } = element;
  return { element, before: value, whole: selectionStart === 0 && selectionEnd === value.length };
}

/** Puts back what was there. Whoever keeps the value is told as if it had been typed, and has drawn it afterwards. */
export const restore = ({ element, before }: FocusedInput) => put(element, before);

export function put(element: FocusedInput["element"], value: string) {
  if (!element.isConnected || element.value === value) return;
  // React looks at its own property of the element; the prototype's is the real one.
  const prototype = Object.getPrototypeOf(element);
  flushSync(() => {
    Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(element, value);
    element.dispatchEvent(new Event(element instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
  });
}
