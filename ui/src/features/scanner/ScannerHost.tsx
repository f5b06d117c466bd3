import { useEffect, useEffectEvent } from "react";
import { useSnapshot } from "../../state/snapshot";
import { currentBurst, lastScan, setBurst } from "./currentBurst";
import { mayBeSwapped, stripped, textOf } from "./decodeKeys";
import { type FocusedInput, focusedInputOf, isEditable, isSecret, takes } from "./focusedInput";
import { readCode, SEPARATOR } from "./gs1";
import { normalised } from "./identifiers";
import { CLOSING_MILLIS, closes, feed, meant, openMillis, type Press, paused, type Scan } from "./rhythm";
import { dialogOpen, routeScan } from "./routeScan";
import { showScanWarning } from "./scanWarnings";

/** Listens to every key of the window before the page does, and brings what a scanner typed where it belongs. */
export function ScannerHost() {
  const { scanner } = useSnapshot().preferences;

  const complete = useEffectEvent((scan: Scan, place: FocusedInput | undefined) => {
    const typed = scan.presses.map(({ key }) => (key === SEPARATOR ? "" : key)).join("");
    const code = readCode(stripped(textOf(scan.presses), scanner));
    const text = normalised(code.raw);
    if (text === "") return;
    lastScan.set({ text, presses: scan.presses });
    if (mayBeSwapped(scan.presses)) showScanWarning("capsLock");
    void routeScan({ ...code, raw: text, serials: code.serials.map(normalised) }, typed, place);
  });

  const heard = useEffectEvent((event: KeyboardEvent, listener: Listener) => {
    clearTimeout(listener.timer);
    if (!scanner.on) {
      setBurst([], 0);
      return;
    }
    const before = currentBurst();
    const press = pressOf(event);
    if (closes(press) && isRest(press, listener, openMillis(scanner))) {
      stop(event);
      return;
    }
    // Another code begins.
    if (press.key.length === 1) listener.ended = listener.paused = NEVER;
    // Nothing that is typed there is looked at, however fast: password keepers type as scanners do.
    if (isSecret(document.activeElement)) {
      setBurst([], 0);
      return;
    }
    const { burst, scan } = feed(before, press, scanner);
    setBurst(burst, scanner.gapMillis);
    if (scan) {
      complete(scan, listener.place);
      if (scan.by !== "pause") {
        listener.ended = press.at;
        close(event, scan);
      }
    } else if (press.key === SEPARATOR && burst.length > 0) {
      stop(event);
    }
    if (burst.length === 1 && burst !== before) listener.place = focusedInputOf(document.activeElement);
    if (burst.length > 0) listener.timer = setTimeout(rested, openMillis(scanner) + 1, listener);
  });

  const rested = useEffectEvent((listener: Listener) => {
    const scan = paused(currentBurst(), scanner);
    setBurst([], 0);
    if (!scan) return;
    listener.paused = scan.presses.at(-1)?.at ?? NEVER;
    complete(scan, listener.place);
  });

  useEffect(() => {
    const listener: Listener = { timer: undefined, place: undefined, ended: NEVER, paused: NEVER };
    const pressed = (event: KeyboardEvent) => {
      if (!(event instanceof StandIn)) heard(event, listener);
    };
    // What was typed before a click and what is scanned after it are two things.
    const clicked = () => {
      clearTimeout(listener.timer);
      setBurst([], 0);
    };
    window.addEventListener("keydown", pressed, true);
    window.addEventListener("pointerdown", clicked, true);
    return () => {
      clicked();
      window.removeEventListener("keydown", pressed, true);
      window.removeEventListener("pointerdown", clicked, true);
    };
  }, []);
  return null;
}

const NEVER = Number.NEGATIVE_INFINITY;

interface Listener {
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Where the burst began. */
  place: FocusedInput | undefined;
  /** When the last key came that ended a scan. */
  ended: number;
  /** When the last key came of one that no key ended in time. */
  paused: number;
}

/**
 * Many scanners send two keys after a code: Enter twice, Tab and Enter, the two of a line's end. The first one ended the
 * scan and may have brought the focus to the button that sends. One that comes late, where none did yet, is the first.
 */
function isRest({ at, key, shift }: Press, { ended, paused }: Listener, open: number): boolean {
  // It presses nothing, and people may well press it at once.
  if (key === "Tab") return !shift && at - ended < open;
  return at - ended < CLOSING_MILLIS || (at - paused < CLOSING_MILLIS && wouldPress(document.activeElement));
}

/** Whether Enter there sends or presses something. In the search it opens what was found, in a text it ends a line. */
function wouldPress(element: Element | null): boolean {
  if (takes(element) !== undefined || element instanceof HTMLTextAreaElement) return false;
  return !isEditable(element) || element.closest("form") !== null;
}

/** Enter in place of a scanner's Tab. */
class StandIn extends KeyboardEvent {}

function pressOf(event: KeyboardEvent): Press {
  const { code, key, shiftKey, timeStamp, repeat, ctrlKey, altKey, metaKey } = event;
  const press = { code, key, shift: shiftKey, at: timeStamp, repeat, command: ctrlKey || altKey || metaKey };
  return meant({ ...press, capsLock: event.getModifierState("CapsLock") }, ctrlKey && !altKey && !metaKey);
}

/**
 * The key that ends a scan never submits and never presses a button. In an input for identifiers Enter only goes on
 * to the next one, and Tab does the same there.
 */
function close(event: KeyboardEvent, { by, presses }: Scan) {
  const active = document.activeElement;
  if (takes(active) !== undefined && !dialogOpen()) {
    if (by === "enter") return;
    stop(event);
    active?.dispatchEvent(new StandIn("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true }));
  } else if (isEditable(active)) {
    // In the search Enter opens what was found, and a sentence that was typed in a hurry is no code.
    const code = !presses.some(({ key }) => key === " ") && presses.some(({ code }) => /\d$/.test(code));
    if (by === "enter" && code && active.closest("form")) stop(event);
  } else {
    stop(event);
  }
}

function stop(event: KeyboardEvent) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
