// Records the input that received the keys of a scan before it was detected, and restores its value.
import { flushSync } from "react-dom";

type Editable = HTMLInputElement | HTMLTextAreaElement;

export interface FocusedInput {
  element: Editable | HTMLSelectElement;
  /** Value before the first key. */
  before: string;
  /** The whole text was selected, so the scan replaced it. */
  whole: boolean;
}

const NO_TEXT = new Set(["checkbox", "radio", "button", "submit", "reset", "file", "range", "color"]);

export const isEditable = (element: Element | null): element is Editable =>
  element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && !NO_TEXT.has(element.type));

/** An input for a secret stays secret while its text is shown: `type` alone does not tell. */
export const isSecret = (element: Element | null) =>
  element instanceof HTMLInputElement && (element.type === "password" || element.dataset.secret !== undefined);

/** The scan kind of an input for identifiers. */
export const takes = (element: Element | null | undefined): string | undefined =>
  element instanceof HTMLElement ? element.dataset.scan : undefined;

export function focusedInputOf(element: Element | null): FocusedInput | undefined {
  // A select jumps to the option that begins with the typed letter.
  if (element instanceof HTMLSelectElement) return { element, before: element.value, whole: false };
  if (!isEditable(element) || isSecret(element)) return undefined;
  const { value, selectionStart, selectionEnd } = element;
  return { element, before: value, whole: selectionStart === 0 && selectionEnd === value.length };
}

/**
 * Restores the value. The input's owner receives a change event as if the user had typed, and has rendered when this
 * returns.
 */
export const restore = ({ element, before }: FocusedInput) => put(element, before);

export function put(element: FocusedInput["element"], value: string) {
  if (!element.isConnected || element.value === value) return;
  // React overrides the element's own property; the prototype's setter changes the real value.
  const prototype = Object.getPrototypeOf(element);
  flushSync(() => {
    Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(element, value);
    element.dispatchEvent(new Event(element instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
  });
}
