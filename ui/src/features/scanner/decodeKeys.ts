// What a scanner meant to type. Most scanners send the keys of a US keyboard, whatever layout the computer has.
import { SEPARATOR } from "./gs1";
import type { Burst, Press } from "./rhythm";

/** Other keys of a US keyboard that codes use, without Shift and with it. */
const SIGNS: Record<string, string> = {
  Minus: "-_",
  Equal: "=+",
  BracketLeft: "[{",
  BracketRight: "]}",
  Slash: "/?",
  Period: ".>",
  Comma: ",<",
  Semicolon: ";:",
  Quote: "'\"",
  Backslash: "\\|",
};

/** Where the Greek layout has its letters: a scanner's keys come as these where the system does not tell their places. */
const GREEK = new Map(
  [..."ςερτυθιοπασδφγηξκλζχψωβνμ"].map((letter, place) => [letter, "wertyuiopasdfghjklzxcvbnm"[place] ?? ""]),
);

/** What the key types on a US keyboard, for the characters that numbers consist of. */
function onUsKeyboard({ code, shift }: Press): string | undefined {
  const [, digit, letter] = /^(?:(?:Digit|Numpad)(\d)|Key([A-Z]))$/.exec(code) ?? [];
  if (digit !== undefined) return digit;
  if (letter !== undefined) return shift ? letter : letter.toLowerCase();
  return SIGNS[code]?.charAt(shift ? 1 : 0) ?? (code === "NumpadSubtract" ? "-" : undefined);
}

/** The layout made something else of a key that has the same meaning in any number. */
const isGarbled = (press: Press) =>
  (/^Digit/.test(press.code) && !press.shift && press.key !== onUsKeyboard(press)) ||
  (/^Key/.test(press.code) && !/^[a-z]$/i.test(press.key)) ||
  (press.code === "Minus" && !press.shift && press.key !== "-");

/** A digit with Shift is typed by a scanner that was set up for the layout: AZERTY and its like. */
const suitsLayout = ({ code, shift, key }: Press) => /^Digit/.test(code) && shift && /^\d$/.test(key);

/** A Greek letter of a key that has no place: `Σ` is Shift and S. Its accents are no key's. */
function fromGreek({ code, key }: Press): string | undefined {
  if (code !== "") return undefined;
  const letter = GREEK.get(key.toLowerCase());
  return letter && key !== key.toLowerCase() ? letter.toUpperCase() : letter;
}

/** Caps Lock may have swapped large and small letters: scanners send their keys in spite of it, or because of it. */
export const mayBeSwapped = (presses: Burst) =>
  presses.some(({ capsLock, key }) => capsLock && key.length === 1 && key.toLowerCase() !== key.toUpperCase());

export function textOf(presses: Burst): string {
  const garbled = presses.some(isGarbled) && !presses.some(suitsLayout);
  return presses
    .map((press) => {
      // Without the number lock these move the caret instead.
      const byPlace = garbled || /^Numpad\d$/.test(press.code);
      return (byPlace && onUsKeyboard(press)) || fromGreek(press) || (press.key.length === 1 ? press.key : "");
    })
    .join("");
}

/** How many separators it ends with. */
function endOf(text: string): number {
  let count = 0;
  while (text.at(-1 - count) === SEPARATOR) count += 1;
  return count;
}

/** Without what the scanner sends round each code. */
export function stripped(scanned: string, { prefix, suffix }: { prefix: string; suffix: string }): string {
  // Of a code's end nothing is left to part.
  const text = scanned.slice(0, scanned.length - endOf(scanned));
  const start = prefix !== "" && text.startsWith(prefix) ? prefix.length : 0;
  const end = suffix !== "" && text.slice(start).endsWith(suffix) ? text.length - suffix.length : text.length;
  return text.slice(start, end).trim();
}
