// The actions that Ctrl+Z undoes on the shown page, besides held requests. A page that is left takes its actions off, so
// that the key never changes what is out of sight.

import { useEffect, useEffectEvent } from "react";
import { createStore } from "./createStore";

interface Undoable {
  /** When it was done: the newest is undone first. */
  at: number;
  undo: () => void;
}

const stack = createStore<readonly Undoable[]>([]);
let pageIsOpen = false;

/** Has the actions of a page on the stack until the page is left. */
export function useUndoablesOfPage(): void {
  useEffect(() => {
    pageIsOpen = true;
    return () => {
      pageIsOpen = false;
      stack.set([]);
    };
  }, []);
}

/**
 * Adds an action of the page that was just done, unless the page was left meanwhile. The returned function takes it off,
 * such as when a button has undone it.
 */
export const addUndoable = (undo: () => void): (() => void) =>
  pageIsOpen ? add({ at: Date.now(), undo }) : () => undefined;

function add(added: Undoable): () => void {
  stack.set([...stack.get(), added].sort((one, other) => one.at - other.at));
  return () => stack.set(stack.get().filter((one) => one !== added));
}

export const newestUndoable = (): Undoable | undefined => stack.get().at(-1);

/** Time of the action that would be undone first. */
export const useNewestUndoable = (): number | undefined => stack.use().at(-1)?.at;

/** Undoes the newest action, and takes it off. */
export function undoNewest(): void {
  const newest = newestUndoable();
  stack.set(stack.get().slice(0, -1));
  newest?.undo();
}

/** Has an action on the stack while `at`, the time when it was done, is given. */
export function useUndoable(at: number | undefined, undo: () => void): void {
  const undone = useEffectEvent(undo);
  useEffect(() => (at === undefined ? undefined : add({ at, undo: () => undone() })), [at]);
}

/** Ctrl+Z, unless it undoes typing in a field. */
export function isUndoKey(event: KeyboardEvent): boolean {
  if (event.code !== "KeyZ" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return false;
  const field = document.activeElement;
  const typing = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  return !(typing && field.value !== "");
}
