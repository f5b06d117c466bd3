// What a repair changed inside a cell, so that the inserted digits can be marked.

export interface CellPart {
  text: string;
  /** Not in the text as it was read. */
  added: boolean;
}

/** Longer texts are no numbers, and nothing in them is marked. */
const MAX_CHARACTERS = 64;

/** Splits a repaired text into the characters that were there and those that the repair added. */
export function cellParts(was: string, now: string): CellPart[] {
  if (was.length > MAX_CHARACTERS || now.length > MAX_CHARACTERS) return [{ text: now, added: false }];
  const common = commonLengths(was, now);
  const lengthAt = (before: number, after: number) => common[before]?.[after] ?? 0;
  const parts: CellPart[] = [];
  let before = 0;
  for (let after = 0; after < now.length; after += 1) {
    const text = now.charAt(after);
    // Of equal digits the first one is the added one: a lost zero was at the front.
    const added = lengthAt(before, after + 1) >= lengthAt(before, after);
    if (!added) before = was.indexOf(text, before) + 1;
    const last = parts.at(-1);
    if (last?.added === added) last.text += text;
    else parts.push({ text, added });
  }
  return parts;
}

/** The length of the longest common subsequence of the rests from each pair of places. */
function commonLengths(one: string, other: string): number[][] {
  const lengths = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  for (let a = one.length - 1; a >= 0; a -= 1) {
    for (let b = other.length - 1; b >= 0; b -= 1) {
      const [row, below] = [lengths[a] ?? [], lengths[a + 1] ?? []];
      row[b] = one[a] === other[b] ? (below[b + 1] ?? 0) + 1 : Math.max(below[b] ?? 0, row[b + 1] ?? 0);
    }
  }
  return lengths;
}
