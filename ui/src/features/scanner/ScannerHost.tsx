import { useEffect, useEffectEvent } from "react";
import { useSnapshot } from "../../state/snapshot";
import { mayBeSwapped, normalised, stripped, textOf } from "./decodeKeys";
import { type FocusedInput, focusedInputOf, isEditable, isSecret, takes } from "./focusedInput";
import { readCode, SEPARATOR } from "./gs1";
import {
  CLOSING_MILLIS,
  closes,
  currentBurst,
  feed,
  interpretKey,
  lastScan,
  noteScanEnd,
  openMillis,
  type Press,
  paused,
  type Scan,
  setBurst,
} from "./rhythm";
import { dialogOpen, routeScan } from "./routeScan";
import { showScanWarning } from "./scanWarnings";

/** Listens to every key of the window before the page does, detects scans and routes them. */
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
      noteScanEnd(press.at);
      stop(event);
      return;
    }
    // The first character of another code.
    if (press.key.length === 1) listener.ended = listener.paused = NEVER;
    // Keys in password inputs are ignored, however fast: password managers type as scanners do.
    if (isSecret(document.activeElement)) {
      setBurst([], 0);
      return;
    }
    const { burst, scan } = feed(before, press, scanner);
    setBurst(burst, scanner.gapMillis);
    if (scan) {
      noteScanEnd(scan.by === "pause" ? (scan.presses.at(-1)?.at ?? press.at) : press.at);
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
    noteScanEnd(listener.paused);
    complete(scan, listener.place);
  });

  useEffect(() => {
    const listener: Listener = { timer: undefined, place: undefined, ended: NEVER, paused: NEVER };
    const pressed = (event: KeyboardEvent) => {
      if (!(event instanceof StandIn)) heard(event, listener);
    };
    // A click ends the burst: keys before and after it never form one scan.
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
  /** The input that was focused when the burst began. */
  place: FocusedInput | undefined;
  /** Time of the last key that ended a scan. */
  ended: number;
  /** Time of the last key of a scan that ended by a pause. */
  paused: number;
}

/**
 * Many scanners send two keys after a code: Enter twice, Tab and Enter, or CR and LF. The first one ended the scan
 * and may have moved the focus to the send button. A late key, where none arrived in time, counts as the first.
 */
function isRest({ at, key, shift }: Press, { ended, paused }: Listener, open: number): boolean {
  // Tab activates nothing, and users may press it right away.
  if (key === "Tab") return !shift && at - ended < open;
  return at - ended < CLOSING_MILLIS || (at - paused < CLOSING_MILLIS && wouldPress(document.activeElement));
}

/**
 * Whether Enter would submit or activate something there. In the palette it opens a result, in a text area it ends a
 * line.
 */
function wouldPress(element: Element | null): boolean {
  if (takes(element) !== undefined || element instanceof HTMLTextAreaElement) return false;
  return !isEditable(element) || element.closest("form") !== null;
}

/** A synthetic Enter that replaces a scanner's Tab. */
class StandIn extends KeyboardEvent {}

function pressOf(event: KeyboardEvent): Press {
  const { code, key, shiftKey, timeStamp, repeat, ctrlKey, altKey, metaKey } = event;
  const press = { code, key, shift: shiftKey, at: timeStamp, repeat, command: ctrlKey || altKey || metaKey };
  return interpretKey({ ...press, capsLock: event.getModifierState("CapsLock") }, ctrlKey && !altKey && !metaKey);
}

/**
 * Prevents the closing key of a scan from submitting a form or activating a button. In an input for identifiers Enter
 * only moves to the next input, and so does Tab.
 */
function close(event: KeyboardEvent, { by, presses }: Scan) {
  const active = document.activeElement;
  if (takes(active) !== undefined && !dialogOpen()) {
    if (by === "enter") return;
    stop(event);
    active?.dispatchEvent(new StandIn("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true }));
  } else if (isEditable(active)) {
    // In the palette Enter opens a result, and a hastily typed sentence is not a code.
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
