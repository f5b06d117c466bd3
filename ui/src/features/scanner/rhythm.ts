// Distinguishes a scanner from a typist by the time between keys. Detection is pure: keys and times are arguments. The
// burst that is being typed is kept here for the shortcuts of the window, which ignore it.

import { createStore } from "../../state/createStore";
import { SEPARATOR } from "./gs1";

/** The properties of a key press that detection needs. */
export interface Press {
  code: string;
  key: string;
  shift: boolean;
  /** Milliseconds since any fixed instant. */
  at: number;
  /** The key is held down. */
  repeat?: boolean;
  /** Pressed with Ctrl, Alt or the platform's command key. */
  command?: boolean;
  /** Caps Lock was on. */
  capsLock?: boolean;
}

/** Detection thresholds from the settings. */
interface Pace {
  gapMillis: number;
  shortest: number;
}

/** Characters that followed each other fast so far. */
export type Burst = readonly Press[];

export interface Scan {
  presses: Burst;
  /** The end of the scan: the scanner's closing key, or a pause. */
  by: "enter" | "tab" | "pause";
}

/**
 * Single keys may be late, because the computer or the radio is busy, and the closing key often is. A burst therefore
 * survives gaps of `LATE` times the limit; it is a scan if most of its keys were in time.
 */
const LATE = 4;
const LATEST_MILLIS = 150;
const MOST_LATE = 1 / 3;

const MODIFIERS = new Set(["Shift", "CapsLock", "NumLock", "Control", "Alt", "AltGraph", "Meta"]);
const CLOSERS: Record<string, "enter" | "tab"> = { Enter: "enter", Tab: "tab" };

/** Users do not react to the screen within this time: the key is another end of the same scan. */
export const CLOSING_MILLIS = 300;

/** Control characters of a code as scanners send them: by name, or as Ctrl with the key of the same ASCII column. */
const CONTROLS: Record<string, string> = { KeyM: "Enter", KeyJ: "Enter", KeyI: "Tab", BracketRight: SEPARATOR };
const SEPARATORS = new Set([SEPARATOR, "F8"]);

/** Interprets a scanner's key: with Ctrl it may be a control character of the code. */
export function interpretKey(press: Press, control: boolean): Press {
  const key = control ? (CONTROLS[press.code] ?? (press.key === "]" ? SEPARATOR : undefined)) : undefined;
  if (key !== undefined) return { ...press, key, code: key === SEPARATOR ? "" : key, command: false };
  return SEPARATORS.has(press.key) && !press.command ? { ...press, key: SEPARATOR, code: "" } : press;
}

/** A key that ends a code or separates its parts. */
export const closes = ({ key, command }: Press) => !command && (key in CLOSERS || key === SEPARATOR);

/** Whether a key stands for a character, independent of the layout and of Num Lock. */
const isCharacter = ({ key, code }: Press) => key.length === 1 || /^(Digit\d|Numpad\d|Key[A-Z]|Minus)$/.test(code);

const gapsOf = (presses: Burst) =>
  presses.slice(1).map((press, place) => press.at - (presses[place]?.at ?? Number.NEGATIVE_INFINITY));

/** Too many keys in too little time for a typist. */
function isFast(burst: Burst, gapMillis: number): boolean {
  const gaps = gapsOf(burst);
  return gaps.length > 0 && gaps.filter((gap) => gap > gapMillis).length <= gaps.length * MOST_LATE;
}

const isScan = (burst: Burst, { gapMillis, shortest }: Pace) => burst.length >= shortest && isFast(burst, gapMillis);

/** Time after its last key in which a burst continues. */
export const openMillis = ({ gapMillis }: Pace) => Math.max(gapMillis, Math.min(gapMillis * LATE, LATEST_MILLIS));

/** Adds a key to a burst; returns the scan that the key ended, if any. */
export function feed(burst: Burst, press: Press, pace: Pace): { burst: Burst; scan?: Scan } {
  if (MODIFIERS.has(press.key)) return { burst };
  const last = burst.at(-1);
  const gap = last ? press.at - last.at : Number.POSITIVE_INFINITY;
  const closer = CLOSERS[press.key];
  if (closer && !press.command && !press.repeat && gap <= openMillis(pace) && isScan(burst, pace)) {
    return { burst: [], scan: { presses: burst, by: closer } };
  }
  if (press.key === SEPARATOR) return { burst: burst.length > 0 && gap <= openMillis(pace) ? [...burst, press] : [] };
  if (closer || press.command || press.repeat || !isCharacter(press)) return { burst: [] };
  if (gap <= openMillis(pace)) return { burst: [...burst, press] };
  // The pause was not reported, because the window was busy.
  return { burst: [press], scan: paused(burst, pace) };
}

/** The scan that a burst was, if any, after a pause of `openMillis`. */
export const paused = (burst: Burst, pace: Pace): Scan | undefined =>
  isScan(burst, pace) ? { presses: burst, by: "pause" } : undefined;

/** Median and maximum time between the keys, in milliseconds. */
export function measured(presses: Burst): { typical: number; slowest: number } {
  const sorted = gapsOf(presses).toSorted((a, b) => a - b);
  return { typical: Math.round(sorted[sorted.length >> 1] ?? 0), slowest: Math.round(sorted.at(-1) ?? 0) };
}

/** This many fast keys cannot be typed by hand; fewer than a complete scan needs. */
const CERTAIN = 3;

let burst: Burst = [];
let gapMillis = 0;

export function setBurst(next: Burst, gap: number) {
  burst = next;
  gapMillis = gap;
}
export const currentBurst = () => burst;

/** A scanner is typing at this moment: its keys are not shortcuts. */
export function scanning(at: number): boolean {
  const last = burst.at(-1);
  return last !== undefined && burst.length >= CERTAIN && isFast(burst, gapMillis) && at - last.at <= gapMillis;
}

let ended = Number.NEGATIVE_INFINITY;

/** Notes the time of the last key of a scan, with the keys that scanners send after the code. */
export function noteScanEnd(at: number) {
  ended = at;
}

/** The shortest time in which a person sees what a scan did and answers with a key. */
export const ANSWER_MILLIS = 500;

/** Whether a key comes too soon after a scan to be a person's. */
export const followsScan = (at: number) => at - ended < ANSWER_MILLIS;

/** The last detected scan, shown in the scanner settings. */
export const lastScan = createStore<{ text: string; presses: Burst } | undefined>(undefined);
