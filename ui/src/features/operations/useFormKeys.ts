import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import { useLanding } from "../../components/focus";
import { isPageCovered, usePageLayer } from "../../components/layers/layers";
import { CLOSING_MILLIS } from "../scanner/rhythm";
import { firstOf, startOf } from "./focusOrder";
import type { FormState } from "./useOperationForm";

interface FormKeys {
  element: RefObject<HTMLFormElement | null>;
  form: FormState;
  send: () => void;
  undo: (() => void) | undefined;
  toggleOptions: () => void;
  leave: () => void;
  /** The input to focus first, where it is not the first one. */
  startAt: string | undefined;
}

/** Users press Tab and Enter in quick succession, but not within this time. */
const TAB_MILLIS = 100;

/** Keyboard shortcuts of a form, independent of the focus. An open dialog or list keeps its own keys. */
export function useFormKeys({ element, send, undo, toggleOptions, leave, startAt }: FormKeys) {
  useLanding(() => element.current && (startAt ? firstOf(element.current, [startAt]) : startOf(element.current)));
  usePageLayer(leave);

  const before = useRef({ tab: false, at: Number.NEGATIVE_INFINITY });
  /**
   * An unrecognised scan ends with Tab or Enter. The first such key moved the focus to the send button, and this
   * Enter is the second: it must not send.
   */
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
    if (isPageCovered()) return;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (command && event.key === "Enter") act(event, send);
    else if (command && event.code === "KeyZ" && undo) act(event, undo);
    else if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyO") act(event, toggleOptions);
  });

  useEffect(() => {
    window.addEventListener("keydown", pressed, true);
    return () => window.removeEventListener("keydown", pressed, true);
  }, []);
}

function act(event: KeyboardEvent, action: () => void) {
  event.preventDefault();
  event.stopPropagation();
  action();
}
