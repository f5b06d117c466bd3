// The messages for screen readers. The visible page changes in many places; what is to be heard of it goes through here,
// once, in whole sentences, and is read out by the live region on top (`LiveRegion.tsx`).

import { type RefObject, useEffect, useRef } from "react";
import { createStore } from "../../state/createStore";

export interface Message {
  id: number;
  text: string;
  /** Interrupts what is being read. */
  urgent: boolean;
  /** The region that reads it out. */
  region: string;
}

/** Long enough to be read on a braille line; afterwards no old message is left in the page. */
const KEPT_MS = 10_000;
/** A text that still changes, such as a count while a word is typed, is announced when it rests. */
const REST_MS = 500;

export const messages = createStore<readonly Message[]>([]);

/** From the page to the dialog on top: what lies below a dialog is hidden from screen readers. */
let regions: readonly string[] = [];
let lastId = 0;

/** Reads out a text. */
export function announce(text: string, urgent = false) {
  const region = regions.at(-1);
  if (region === undefined || text === "") return;
  lastId += 1;
  const message = { id: lastId, text, urgent, region };
  messages.set([...messages.get(), message]);
  setTimeout(() => messages.set(messages.get().filter((other) => other !== message)), KEPT_MS);
}

/** Makes a region the one on top. Returns the function that removes it. */
export function addRegion(region: string): () => void {
  regions = [...regions, region];
  return () => {
    regions = regions.filter((other) => other !== region);
    messages.set(messages.get().filter((message) => message.region !== region));
  };
}

/** Announces a text when it appears and when it has changed. An empty text says nothing. */
export function useAnnounced(text: string, urgent = false) {
  useEffect(() => {
    if (text === "") return;
    const timer = setTimeout(() => announce(text, urgent), REST_MS);
    return () => clearTimeout(timer);
  }, [text, urgent]);
}

/**
 * Announces the description of a control. Where the focus comes to the control meanwhile, the description is read out
 * with it.
 */
export function useAnnouncedDescription(text: string, element: RefObject<Element | null>) {
  useEffect(() => {
    if (text === "") return;
    const before = describesFocused(element.current);
    const timer = setTimeout(() => (!before && describesFocused(element.current)) || announce(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text, element]);
}

function describesFocused(element: Element | null): boolean {
  const ids = document.activeElement?.getAttribute("aria-describedby")?.split(" ") ?? [];
  return ids.some((id) => document.getElementById(id)?.contains(element) === true);
}

/** Announces the words inside an element when it appears and when they have changed. */
export function useAnnouncedElement(element: RefObject<HTMLElement | null>, urgent?: boolean) {
  const announced = useRef("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The words come from parts that are drawn with this one, so they are looked at after each drawing.
  useEffect(() => {
    if (urgent === undefined || !element.current) return;
    const text = wordsOf(element.current);
    if (text === announced.current) return;
    announced.current = text;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => isCovered(element.current) || announce(text, urgent), REST_MS);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      announced.current = "";
    },
    [],
  );
}

/** What lies below a dialog is hidden from screen readers; the dialog itself says what is to be known. */
function isCovered(element: Element | null): boolean {
  const dialog = [...document.querySelectorAll('[aria-modal="true"]')].at(-1);
  return dialog !== undefined && !dialog.contains(element);
}

/** The text of an element as it is read out, without what is hidden from screen readers. */
function wordsOf(element: Element): string {
  const words = (node: Node): string[] => {
    if (node instanceof Text) return [node.data];
    if (!(node instanceof Element) || node.matches('[aria-hidden="true"], [hidden]')) return [];
    return [...node.childNodes].flatMap(words);
  };
  return words(element)
    .join(" ")
    .replace(/\s+/g, " ")
    .replace(/ (?=[.,:;)])/g, "")
    .trim();
}
