// The order in which Enter moves the focus through a form: that of the screen.

const WALK = "[data-walk]:not(:disabled)";

/** Focuses the input after `from`; past the last one, the send button. */
export function focusAfter(form: HTMLElement, from: Element): void {
  const set = from.closest("[data-set]");
  const stops = [...form.querySelectorAll<HTMLElement>(`${WALK}, [data-walk-end], [role=radiogroup] input:checked`)];
  // Enter in an empty row skips the rest of the set.
  const empty = from instanceof HTMLInputElement && from.value.trim() === "";
  const next = stops.find((stop) => follows(from, stop) && !(empty && set?.contains(stop)));
  focusOn(next);
}

/**
 * Focuses the next empty input after the named one that is required or can be scanned, else an empty required input
 * before it, else the send button.
 */
export function focusEmpty(form: HTMLElement, name: string): void {
  const from = form.querySelector(`[name="${CSS.escape(name)}"]`);
  const stops = [...form.querySelectorAll<HTMLElement>(WALK)].filter(
    (stop) => stop instanceof HTMLInputElement && stop.value.trim() === "",
  );
  const required = stops.filter((stop) => stop.getAttribute("aria-required") === "true");
  const after = stops.find((stop) => from && follows(from, stop) && (isScanned(stop) || required.includes(stop)));
  focusOn(after ?? required[0] ?? form.querySelector<HTMLElement>("[data-walk-end]"));
}

/**
 * The control to begin at: the first input of an empty form; of a prefilled one the first required input without a
 * value, else the send button.
 */
export function startOf(form: HTMLElement): HTMLElement | null | undefined {
  const stops = [...form.querySelectorAll<HTMLElement>(WALK)];
  const isEmpty = (stop: HTMLElement) => stop instanceof HTMLInputElement && stop.value.trim() === "";
  if (stops.every((stop) => isEmpty(stop) || !(stop instanceof HTMLInputElement))) return stops[0];
  const lacking = stops.find((stop) => isEmpty(stop) && stop.getAttribute("aria-required") === "true");
  return lacking ?? form.querySelector<HTMLElement>("[data-walk-end]");
}

export function focusFirst(form: HTMLElement): void {
  focusOn(form.querySelector<HTMLElement>(WALK));
}

/**
 * Focuses the first of several faulty inputs in the order of the screen. A set's own fault is shown at its first row.
 */
export function focusFirstOf(form: HTMLElement, names: readonly string[]): void {
  focusOn(firstOf(form, names));
}

/** The first input, in the order of the screen, of the named fields. */
export function firstOf(form: HTMLElement, names: readonly string[]): HTMLElement | undefined {
  const stops = [...form.querySelectorAll<HTMLInputElement>("input, select")];
  return stops.find(({ name }) =>
    names.some((wrong) => name === wrong || (name !== `${wrong}.by` && name.startsWith(`${wrong}.`))),
  );
}

/** Focuses the named input; without one, the control to begin at. */
export function focusBack(form: HTMLElement, name: string): void {
  focusOn(form.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`) ?? startOf(form));
}

/** Focuses the named input of the window. */
export function focusInput(name: string): void {
  focusOn(document.getElementsByName(name)[0]);
}

function focusOn(element: HTMLElement | null | undefined): void {
  // A dialog that opened meanwhile keeps the focus: it may be asking for a password.
  const dialog = document.querySelector('[aria-modal="true"]');
  if (dialog && !dialog.contains(element ?? null)) return;
  element?.focus();
  if (element instanceof HTMLInputElement && element.type !== "checkbox" && element.type !== "radio") element.select();
}

const isScanned = ({ dataset }: HTMLElement) => dataset.scan === "smartcard" || dataset.scan === "setTopBox";

function follows(element: Element, other: Element): boolean {
  return Boolean(element.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
}
