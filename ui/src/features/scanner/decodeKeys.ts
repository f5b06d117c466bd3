// Decodes the keys of a scan into text, and removes the characters that scanners, labels and spreadsheets add to an
// identifier. Most scanners send the keys of a US keyboard, whichever layout the computer has.

import { SEPARATOR } from "./gs1";
import type { Burst, Press } from "./rhythm";

/** Punctuation keys of a US keyboard that occur in codes, without and with Shift. */
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

/** Letters of the Greek layout by the US key in the same place, for systems that do not report the place of a key. */
const GREEK = new Map(
  [..."ςερτυθιοπασδφγηξκλζχψωβνμ"].map((letter, place) => [letter, "wertyuiopasdfghjklzxcvbnm"[place] ?? ""]),
);

/** The character of the key on a US keyboard, for the characters that occur in numbers. */
function onUsKeyboard({ code, shift }: Press): string | undefined {
  const [, digit, letter] = /^(?:(?:Digit|Numpad)(\d)|Key([A-Z]))$/.exec(code) ?? [];
  if (digit !== undefined) return digit;
  if (letter !== undefined) return shift ? letter : letter.toLowerCase();
  return SIGNS[code]?.charAt(shift ? 1 : 0) ?? (code === "NumpadSubtract" ? "-" : undefined);
}

/** The layout changed a key that has the same meaning in any number. */
const isGarbled = (press: Press) =>
  (/^Digit/.test(press.code) && !press.shift && press.key !== onUsKeyboard(press)) ||
  (/^Key/.test(press.code) && !/^[a-z]$/i.test(press.key)) ||
  (press.code === "Minus" && !press.shift && press.key !== "-");

/** A digit with Shift comes from a scanner that is configured for the layout, such as AZERTY. */
const suitsLayout = ({ code, shift, key }: Press) => /^Digit/.test(code) && shift && /^\d$/.test(key);

/** Decodes a Greek letter without a reported place: `Σ` is Shift+S. Accented letters are on no key. */
function fromGreek({ code, key }: Press): string | undefined {
  if (code !== "") return undefined;
  const letter = GREEK.get(key.toLowerCase());
  return letter && key !== key.toLowerCase() ? letter.toUpperCase() : letter;
}

/** Caps Lock may have swapped the case of letters: some scanners compensate for it, some do not. */
export const mayBeSwapped = (presses: Burst) =>
  presses.some(({ capsLock, key }) => capsLock && key.length === 1 && key.toLowerCase() !== key.toUpperCase());

export function textOf(presses: Burst): string {
  const garbled = presses.some(isGarbled) && !presses.some(suitsLayout);
  return presses
    .map((press) => {
      // Without Num Lock these keys move the caret instead.
      const byPlace = garbled || /^Numpad\d$/.test(press.code);
      return (byPlace && onUsKeyboard(press)) || fromGreek(press) || (press.key.length === 1 ? press.key : "");
    })
    .join("");
}

/** Number of separators at the end. */
function endOf(text: string): number {
  let count = 0;
  while (text.at(-1 - count) === SEPARATOR) count += 1;
  return count;
}

/** Removes the configured prefix and suffix that the scanner adds to each code. */
export function stripped(scanned: string, { prefix, suffix }: { prefix: string; suffix: string }): string {
  // Separators at the end of a code separate nothing.
  const text = scanned.slice(0, scanned.length - endOf(scanned));
  const start = prefix !== "" && text.startsWith(prefix) ? prefix.length : 0;
  const end = suffix !== "" && text.slice(start).endsWith(suffix) ? text.length - suffix.length : text.length;
  return text.slice(start, end).trim();
}

/**
 * Directional marks, joiners, byte order marks, soft hyphens and residues of control characters, which no number
 * contains.
 */
const INVISIBLE = /\p{Cf}|\p{Cc}|\p{Variation_Selector}|[\u115f\u1160\u3164]/gu;
const BLANKS = /[\p{Zs}\p{Zl}\p{Zp}\s]+/gu;
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;

/**
 * Converts a digit of another script. Each script has its ten digits in order, starting at a multiple of 16 or 6
 * after one.
 */
function digitOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // Mathematical digits come in five rows of ten.
  if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10);
  const row = code - (code % 16);
  return String(code - (isDigit(row) ? row : row + 6));
}
const isDigit = (code: number) => /\p{Nd}/u.test(String.fromCodePoint(code));

/** Converts full-width characters, as East Asian keyboards and some spreadsheets produce them. */
const narrow = (text: string) =>
  text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));

/** Removes the protection of numbers in spreadsheets: `="0190"`, `'0190`, `"0190"`. */
function unprotected(text: string): string {
  const [, held] = /^=\s*"(.*)"$/.exec(text) ?? /^["“”](.*)["“”]$/.exec(text) ?? /^['’‘`´](.*)$/.exec(text) ?? [];
  return held === undefined ? text : held.replaceAll('""', '"').trim();
}

/** Normalises an identifier: no invisible characters, ASCII digits and dashes, every zero kept. */
export function normalised(text: string): string {
  const visible = narrow(text.replace(BLANKS, " ").replace(INVISIBLE, ""))
    .replace(DASHES, "-")
    .replace(/\p{Nd}/gu, (digit) => (digit >= "0" && digit <= "9" ? digit : digitOf(digit)))
    .trim();
  const bare = unprotected(visible);
  // Blanks between groups of digits are for readability only.
  return /^\d[\d ]*$/.test(bare) ? bare.replaceAll(" ", "") : bare;
}
