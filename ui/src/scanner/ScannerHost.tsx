import { useEffect, useEffectEvent } from "react";
import { useSnapshot } from "../desk/snapshot";
import { isEditable, isPassword, type Place, placeOf, takes } from "./place";
import { stripped, textOf } from "./reading";
import { feed, openMillis, type Press, paused, type Scan } from "./rhythm";
import { dialogOpen, route } from "./route";
import { currentBurst, lastScan, setBurst } from "./scanning";

/** Listens to every key of the window before the page does, and brings what a scanner typed where it belongs. */
export function ScannerHost() {
  const { scanner } = useSnapshot().preferences;

  const complete = useEffectEvent((scan: Scan, place: Place | undefined) => {
    const typed = scan.presses.map(({ key }) => key).join("");
    const text = stripped(textOf(scan.presses), scanner);
    if (text === "") return;
    lastScan.set({ text, presses: scan.presses });
    void route(text, typed, place);
  });

  const heard = useEffectEvent((event: KeyboardEvent, listener: Listener) => {
    clearTimeout(listener.timer);
    if (!scanner.on || isPassword(document.activeElement)) {
      setBurst([], 0);
      return;
    }
    const before = currentBurst();
    const { burst, scan } = feed(before, pressOf(event), scanner);
    setBurst(burst, scanner.gapMillis);
    if (scan) {
      complete(scan, listener.place);
      if (scan.by !== "pause") close(event, scan);
    }
    if (burst.length === 1 && burst !== before) listener.place = placeOf(document.activeElement);
    if (burst.length > 0) listener.timer = setTimeout(rested, openMillis(scanner) + 1, listener);
  });

  const rested = useEffectEvent((listener: Listener) => {
    const scan = paused(currentBurst(), scanner);
    setBurst([], 0);
    if (scan) complete(scan, listener.place);
  });

  useEffect(() => {
    const listener: Listener = { timer: undefined, place: undefined };
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

interface Listener {
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Where the burst began. */
  place: Place | undefined;
}

/** Enter in place of a scanner's Tab. */
class StandIn extends KeyboardEvent {}

const pressOf = ({ code, key, shiftKey, timeStamp, repeat, ctrlKey, altKey, metaKey }: KeyboardEvent): Press => ({
  code,
  key,
  shift: shiftKey,
  at: timeStamp,
  repeat,
  command: ctrlKey || altKey || metaKey,
});

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
