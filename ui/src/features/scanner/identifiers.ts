// What a number is, of what a scanner, a label or a sheet has round it. Pure.

/** Marks of direction, joiners, a byte order mark, a soft hyphen, what is left of a control character. No number has them. */
const INVISIBLE = /\p{Cf}|\p{Cc}|\p{Variation_Selector}|[\u115f\u1160\u3164]/gu;
const BLANKS = /[\p{Zs}\p{Zl}\p{Zp}\s]+/gu;
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;

/** The digit that a character is in another script. All have their ten in order, from a multiple of 16 on or 6 after it. */
function digitOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // The mathematical ones are five rows of ten.
  if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10);
  const row = code - (code % 16);
  return String(code - (isDigit(row) ? row : row + 6));
}
const isDigit = (code: number) => /\p{Nd}/u.test(String.fromCodePoint(code));

/** Of full width, as keyboards of East Asia and some sheets have them. */
const narrow = (text: string) =>
  text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));

/** What protects a number in a sheet: `="0190"`, `'0190`, `"0190"`. */
function unprotected(text: string): string {
  const [, held] = /^=\s*"(.*)"$/.exec(text) ?? /^["“”](.*)["“”]$/.exec(text) ?? /^['’‘`´](.*)$/.exec(text) ?? [];
  return held === undefined ? text : held.replaceAll('""', '"').trim();
}

/** An identifier as it is meant: no character that is not seen, its own digits and dashes, every zero kept. */
export function normalised(text: string): string {
  const visible = narrow(text.replace(BLANKS, " ").replace(INVISIBLE, ""))
    .replace(DASHES, "-")
    .replace(/\p{Nd}/gu, (digit) => (digit >= "0" && digit <= "9" ? digit : digitOf(digit)))
    .trim();
  const bare = unprotected(visible);
  // Groups of digits are written for eyes.
  return /^\d[\d ]*$/.test(bare) ? bare.replaceAll(" ", "") : bare;
}
