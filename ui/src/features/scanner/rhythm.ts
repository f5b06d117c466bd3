// Tells a scanner that types from a person by the time between the keys. Pure: keys and times come in.
import { SEPARATOR } from "./gs1";

/** As much of a pressed key as a scan is told by. */
export interface Press {
  code: string;
  key: string;
  shift: boolean;
  /** Milliseconds, from any fixed moment. */
  at: number;
  /** The key is held down. */
  repeat?: boolean;
  /** With Ctrl, Alt or the platform's command key. */
  command?: boolean;
  /** Caps Lock was on. */
  capsLock?: boolean;
}

/** As set by the person. */
interface Pace {
  gapMillis: number;
  shortest: number;
}

/** Characters that followed each other fast so far. */
export type Burst = readonly Press[];

export interface Scan {
  presses: Burst;
  /** What ended it: the key that the scanner sends after a code, or that nothing followed. */
  by: "enter" | "tab" | "pause";
}

/**
 * A key may be late once in a while, because the computer is busy or the radio is, and the closing key often is. So a
 * burst lasts over gaps that are a few times as long; it is a scan if most of its keys were in time.
 */
const LATE = 4;
const LATEST_MILLIS = 150;
const MOST_LATE = 1 / 3;

const MODIFIERS = new Set(["Shift", "CapsLock", "NumLock", "Control", "Alt", "AltGraph", "Meta"]);
const CLOSERS: Record<string, "enter" | "tab"> = { Enter: "enter", Tab: "tab" };

/** No person presses a key this soon after another to act on what they see: it is another end of the same scan. */
export const CLOSING_MILLIS = 300;

/** As a scanner sends the control characters of a code: by name, or with Ctrl and the key of the same column. */
const CONTROLS: Record<string, string> = { KeyM: "Enter", KeyJ: "Enter", KeyI: "Tab", BracketRight: SEPARATOR };
const SEPARATORS = new Set([SEPARATOR, "F8"]);

/** What a key of a scanner stands for: one with Ctrl may be a control character of the code. */
export function meant(press: Press, control: boolean): Press {
  const key = control ? (CONTROLS[press.code] ?? (press.key === "]" ? SEPARATOR : undefined)) : undefined;
  if (key !== undefined) return { ...press, key, code: key === SEPARATOR ? "" : key, command: false };
  return SEPARATORS.has(press.key) && !press.command ? { ...press, key: SEPARATOR, code: "" } : press;
}

/** A key that ends a code, or parts one. */
export const closes = ({ key, command }: Press) => !command && (key in CLOSERS || key === SEPARATOR);

/** Whether a key stands for a character, whatever the layout or the number lock make of it. */
const isCharacter = ({ key, code }: Press) => key.length === 1 || /^(Digit\d|Numpad\d|Key[A-Z]|Minus)$/.test(code);

const gapsOf = (presses: Burst) =>
  presses.slice(1).map((press, place) => press.at - (presses[place]?.at ?? Number.NEGATIVE_INFINITY));

/** No person types so many keys so fast. */
export function isFast(burst: Burst, gapMillis: number): boolean {
  const gaps = gapsOf(burst);
  return gaps.length > 0 && gaps.filter((gap) => gap > gapMillis).length <= gaps.length * MOST_LATE;
}

const isScan = (burst: Burst, { gapMillis, shortest }: Pace) => burst.length >= shortest && isFast(burst, gapMillis);

/** How long after its last key a burst still goes on. */
export const openMillis = ({ gapMillis }: Pace) => Math.max(gapMillis, Math.min(gapMillis * LATE, LATEST_MILLIS));

/** What one more key makes of a burst, and the scan that it ended, if it was one. */
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
  // Nobody told of the pause, because the window was busy meanwhile.
  return { burst: [press], scan: paused(burst, pace) };
}

/** What a burst was, after nothing followed it for `openMillis`. */
export const paused = (burst: Burst, pace: Pace): Scan | undefined =>
  isScan(burst, pace) ? { presses: burst, by: "pause" } : undefined;

/** Typical and slowest time between the keys, in milliseconds. */
export function measured(presses: Burst): { typical: number; slowest: number } {
  const sorted = gapsOf(presses).toSorted((a, b) => a - b);
  return { typical: Math.round(sorted[sorted.length >> 1] ?? 0), slowest: Math.round(sorted.at(-1) ?? 0) };
}
