import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import { CLOSING_MILLIS } from "../scanner/rhythm";
import { focusFirst, focusFirstOf } from "./focusOrder";
import type { FormState } from "./useOperationForm";

interface FormKeys {
  element: RefObject<HTMLFormElement | null>;
  form: FormState;
  send: () => void;
  undo: (() => void) | undefined;
  toggleOptions: () => void;
  backTo: string;
  /** The input that is to be filled in first, where it is not the first one. */
  startAt: string | undefined;
}

/** People press Tab and Enter one right after the other, but not as fast as this. */
const TAB_MILLIS = 100;

/** The keys of a form, from wherever the focus is. While a dialog or a list is open they are its own. */
export function useFormKeys({ element, send, undo, toggleOptions, backTo, startAt }: FormKeys) {
  const navigate = useNavigate();

  const before = useRef({ tab: false, at: Number.NEGATIVE_INFINITY });
  /** The end of a scan that was not recognised as one walked to the button that sends, and here is another end. */
  const isEndOfScan = (event: KeyboardEvent) => {
    const { tab, at } = before.current;
    if (!event.repeat) before.current = { tab: event.key === "Tab", at: event.timeStamp };
    const onButton = event.target instanceof Element && event.target.closest("[data-walk-end]") !== null;
    return event.key === "Enter" && onButton && event.timeStamp - at < (tab ? TAB_MILLIS : CLOSING_MILLIS);
  };

  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isEndOfScan(event) && plain) {
      event.preventDefault();
      return;
    }
    if (document.querySelector("[role=dialog], [role=menu]")) return;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (command && event.key === "Enter") act(event, send);
    else if (command && event.code === "KeyZ" && undo) act(event, undo);
    else if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyO") act(event, toggleOptions);
    // Esc closes the list of completions first; sending and undoing do not wait for that.
    else if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("[role=listbox]"))
      act(event, () => void navigate({ to: backTo }));
  });

  useEffect(() => {
    // Before the parts of the page: a list that Esc closes is still open then, and keeps the key.
    window.addEventListener("keydown", pressed, true);
    return () => window.removeEventListener("keydown", pressed, true);
  }, []);

  const start = useEffectEvent((form: HTMLFormElement) => (startAt ? focusFirstOf(form, [startAt]) : focusFirst(form)));
  useEffect(() => {
    if (element.current) start(element.current);
  }, [element]);
}

function act(event: KeyboardEvent, what: () => void) {
  event.preventDefault();
  event.stopPropagation();
  what();
}
