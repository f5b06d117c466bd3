// The focus is never on nothing. When its element leaves the document, the focus goes to the control that the step of the
// open dialog names by `data-autofocus`, back to where it was before, or to the landing of the page.

import { useEffect, useLayoutEffect } from "react";
import { useStableCallback } from "./useStableCallback";

/** Of the page, and of each dialog. */
const REMEMBERED = 12;

/** The elements that had the focus, the last one at the end. */
let former: readonly Element[] = [];
/** The element that was focused from here, and not by the user or a component. */
let placed: Element | null = null;
/** Finds the control that the shown page is for. */
let landing: (() => Element | null | undefined) | undefined;

/** Watches the focus of the window. Once, around all pages. */
export function useKeptFocus() {
  useEffect(() => {
    const lost = new MutationObserver(() => isLost() && placeFocus());
    lost.observe(document.body, { childList: true, subtree: true });
    document.addEventListener("focusin", remember);
    window.addEventListener("keydown", enterByKey);
    // The first page was drawn before.
    if (isLost()) placeFocus();
    return () => {
      lost.disconnect();
      document.removeEventListener("focusin", remember);
      window.removeEventListener("keydown", enterByKey);
      former = [];
    };
  }, []);
}

function remember({ target }: FocusEvent) {
  if (!(target instanceof Element)) return;
  placed = null;
  // A menu's item leaves with its menu; its button stays.
  const recent = [menuButtonOf(target), target].filter((element) => element !== null);
  const others = former.filter((element) => element.isConnected && !recent.includes(element));
  // A long walk through a dialog does not push out the control that opened it.
  const walked = others.filter((element) => dialogOf(element) === dialogOf(target));
  const forgotten = walked.slice(0, Math.max(0, walked.length - REMEMBERED));
  former = [...others.filter((element) => !forgotten.includes(element)), ...recent];
}

const dialogOf = (element: Element) => element.closest('[role="dialog"]');

/** A click beside all controls took the focus away; the keys of a list lead back to it. */
function enterByKey(event: KeyboardEvent) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || !LIST_KEYS.has(event.key)) return;
  if (isNowhere() && placeFocus()) event.preventDefault();
}

const LIST_KEYS = new Set(["ArrowDown", "ArrowUp", "Home", "End", "PageDown", "PageUp"]);

export const isNowhere = () => document.activeElement === null || document.activeElement === document.body;

/** The focus is nowhere because its element is gone; after a click beside all controls the element is still there. */
const isLost = () => isNowhere() && former.at(-1)?.isConnected !== true;

function menuButtonOf(focused: Element): Element | null {
  const button = focused.closest('[role="menu"]')?.getAttribute("aria-labelledby");
  return button ? document.getElementById(button) : null;
}

/** The dialog or popup that lies over everything else. */
const topDialog = () => [...document.querySelectorAll('[role="dialog"]')].at(-1);

function placeFocus(): boolean {
  const dialog = topDialog();
  const named = dialog ? dialog.querySelector("[data-autofocus]") : undefined;
  // The control of a step that was not there before comes first.
  const isNewStep = named != null && !former.includes(named);
  const before = [...former].reverse().filter((element) => element.isConnected && (dialog?.contains(element) ?? true));
  const candidates = dialog
    ? [...(isNewStep ? [named] : []), ...before, named, ...dialog.querySelectorAll(CONTROLS), dialog]
    : [...before, landing?.()];
  for (const element of candidates) {
    if (!(element instanceof HTMLElement)) continue;
    element.focus({ preventScroll: before.includes(element) });
    // A hidden or disabled element does not take it.
    if (document.activeElement !== element) continue;
    placed = element;
    return true;
  }
  return false;
}

/** The first control inside an element, in the order of Tab. */
export const firstControl = (inside: Element | null | undefined) => inside?.querySelector(CONTROLS);

const CONTROLS = ':is(a[href], button, input, select, textarea, [tabindex="0"]):not([tabindex="-1"])';

/** Names the control that the page is for: a navigation leads to it, and a lost focus. */
export function useLanding(find: () => Element | null | undefined) {
  const newest = useStableCallback(find);
  useLayoutEffect(() => {
    landing = newest;
    return () => {
      if (landing === newest) landing = undefined;
    };
  }, [newest]);
}

/** Before another page is shown: no element of the present one, nor the link that was followed, is a way back. */
export function leavePage() {
  former = [];
}

/** After another page was drawn: the focus goes to its landing, as soon as that is there. */
export function enterPage() {
  const { activeElement } = document;
  // A dialog keeps it, and so does a control of the page that the user reached meanwhile.
  if (topDialog() || (activeElement?.closest("main") && activeElement !== placed)) return;
  if (activeElement instanceof HTMLElement) activeElement.blur();
  former = [];
  placeFocus();
}

/** Moves the focus to another element than the former one, after its own element is gone with the next frame. */
export function focusIfLost(element: Element | null | undefined) {
  requestAnimationFrame(() => {
    const isFree = isNowhere() || document.activeElement === placed;
    if (isFree && element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true });
  });
}

/** Focuses the first invalid input, with its fault in view, after the next frame, when the faults of a form are rendered. */
export function focusFirstInvalid(form: HTMLElement | null) {
  requestAnimationFrame(() => {
    const input = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
    input?.focus();
    if (input instanceof HTMLInputElement) input.select();
    // The fault is below its input, and would stay below the visible part of a panel.
    for (const id of input?.getAttribute("aria-describedby")?.split(" ") ?? [])
      document.getElementById(id)?.scrollIntoView({ block: "nearest" });
  });
}
