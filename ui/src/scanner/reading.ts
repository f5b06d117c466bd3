// What a scanner meant to type. Most scanners send the keys of a US keyboard, whatever layout the computer has.
import type { Burst, Press } from "./rhythm";

/** What the key types on a US keyboard, for the characters that numbers consist of. */
function onUsKeyboard({ code, shift }: Press): string | undefined {
  const [, digit, letter] = /^(?:(?:Digit|Numpad)(\d)|Key([A-Z]))$/.exec(code) ?? [];
  if (digit !== undefined) return digit;
  if (letter !== undefined) return shift ? letter : letter.toLowerCase();
  if (code === "Minus") return shift ? "_" : "-";
  return code === "NumpadSubtract" ? "-" : undefined;
}

/** The layout made something else of a key that has the same meaning in any number. */
const isGarbled = (press: Press) =>
  (/^Digit/.test(press.code) && !press.shift && press.key !== onUsKeyboard(press)) ||
  (/^Key/.test(press.code) && !/^[a-z]$/i.test(press.key)) ||
  (press.code === "Minus" && !press.shift && press.key !== "-");

/** A digit with Shift is typed by a scanner that was set up for the layout: AZERTY and its like. */
const suitsLayout = ({ code, shift, key }: Press) => /^Digit/.test(code) && shift && /^\d$/.test(key);

export function textOf(presses: Burst): string {
  const garbled = presses.some(isGarbled) && !presses.some(suitsLayout);
  return presses
    .map((press) => {
      // Without the number lock these move the caret instead.
      const byPlace = garbled || /^Numpad\d$/.test(press.code);
      return (byPlace && onUsKeyboard(press)) || (press.key.length === 1 ? press.key : "");
    })
    .join("");
}

/** Without what the scanner sends round each code. */
export function stripped(text: string, { prefix, suffix }: { prefix: string; suffix: string }): string {
  const start = prefix !== "" && text.startsWith(prefix) ? prefix.length : 0;
  const end = suffix !== "" && text.slice(start).endsWith(suffix) ? text.length - suffix.length : text.length;
  return text.slice(start, end).trim();
}
