// Normalises identifiers: removes the characters that scanners, labels and spreadsheets add. Pure.

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
