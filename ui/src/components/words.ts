/**
 * Compares texts for searching and sorting as the desk does (`store/src/words.rs`): both are tested with one table of
 * cases. A fold is no identity: two names that fold to one text are two names.
 */

import { i18next } from "../i18n/i18n";

const OTHERS: Record<string, string> = { ø: "o", đ: "d", ħ: "h", ł: "l", ŧ: "t", æ: "ae", œ: "oe", ß: "ss" };
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|\p{M}/gu;
const SEPARATORS = /[\s-]/gu;

/** Without case, accents and marks, and with wide letters as usual ones: `Ταΐζω` and `ΤΑΙΖΩ`, `ς` and `σ`. */
export function fold(text: string): string {
  return (
    text
      .normalize("NFKD")
      .replaceAll(INVISIBLE, "")
      .replaceAll(/[\u2010-\u2015\u2212]/gu, "-")
      // By way of the capital: `ß` is two letters.
      .toUpperCase()
      .toLowerCase()
      .replaceAll("\u0307", "")
      .replaceAll("ς", "σ")
      .replaceAll(/[øđħłŧæœß]/gu, (letter) => OTHERS[letter] ?? letter)
  );
}

/** A folded number as it is without the dashes and blanks that people write into it. */
function joined(folded: string): string[] {
  const bare = folded.replaceAll(SEPARATORS, "");
  return bare !== folded && /[0-9]/.test(folded) ? [bare] : [];
}

/** Whether every word of a text occurs in one of these, however they are written. */
export function finds(parts: readonly (string | null | undefined)[], text: string): boolean {
  const folded = parts.flatMap((part) => (part ? [fold(part)] : []));
  const searched = [...folded, ...folded.flatMap((part) => part.split(", ").flatMap(joined))].join("\n");
  const wanted = fold(text).split(/\s+/u).filter(Boolean);
  return wanted.every((word) => [word, ...joined(word)].some((one) => searched.includes(one)));
}

const collators = new Map<string, Intl.Collator>();

/** Compares list entries: names by the window's language, numbers in them by value. */
export function inOrder(one: string, other: string, language = i18next.language): number {
  const known = collators.get(language) ?? new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  collators.set(language, known);
  return known.compare(one, other) || (one < other ? -1 : Number(one > other));
}
