// Parses GS1 codes: several numbers in one code, each after its application identifier (GS1 General Specifications,
// 3.2). Pure.

/** FNC1, the separator after a number of variable length. */
export const SEPARATOR = "\u001d";

/** The symbology identifier that a scanner may send first (ISO/IEC 15424): `]C1`, `]d2`, `]Q3`. */
const KIND = /^\]([A-Za-z])([0-9A-Za-z])/;
const GS1_KINDS = new Set(["C1", "e0", "d2", "Q3", "J1"]);

/** Application identifiers with values of fixed length; all others vary in length. */
const FIXED: [start: RegExp, identifier: number, length: number][] = [
  [/^00/, 2, 18],
  [/^0[123]/, 2, 14],
  [/^1[1-9]/, 2, 6],
  [/^20/, 2, 2],
  [/^3[1-6]/, 4, 6],
  [/^402/, 3, 17],
  [/^41/, 3, 13],
  [/^8005/, 4, 6],
  [/^8001/, 4, 14],
  [/^(?:8006|8017|8018)/, 4, 18],
];
const OPEN: [start: RegExp, identifier: number, most: number][] = [
  [/^(?:10|2[12])/, 2, 20],
  [/^(?:30|37)/, 2, 8],
  [/^(?:23[5-9]|24[0-3]|25[0-5])/, 3, 30],
  [/^(?:39|70|71|72|43)/, 4, 90],
  [/^4/, 3, 30],
  [/^8/, 4, 90],
  [/^9/, 2, 90],
];

/** Application identifiers of serial numbers: of an item, of an asset, a secondary one, of a device. */
const SERIALS = ["21", "8004", "250", "8002"];

export interface Code {
  /** The scanned text without separators and symbology identifier. */
  raw: string;
  /** The code is certainly a GS1 code. */
  gs1: boolean;
  /** Values that may be an entity's number, the most likely first. */
  serials: string[];
}

export function readCode(text: string): Code {
  const [kind = "", symbology, modifier] = KIND.exec(text) ?? [];
  const data = text.slice(kind.length);
  const elements = parse(data);
  // Plain numbers can begin like an application identifier: an EAN for in-store use with 21. A valid check digit of a
  // trade item proves GS1.
  const gs1 =
    GS1_KINDS.has(`${symbology}${modifier}`) ||
    data.includes(SEPARATOR) ||
    /^\(\d{2,4}\)/.test(data) ||
    elements?.has("01") === true;
  const serials = gs1 ? SERIALS.flatMap((identifier) => elements?.get(identifier) ?? []) : [];
  return { raw: data.replaceAll(SEPARATOR, ""), gs1, serials };
}

/** Values by application identifier; undefined if any part is not valid. */
function parse(data: string): Map<string, string> | undefined {
  const elements = new Map<string, string>();
  let rest = begun(data);
  const written = /^\(\d{2,4}\)/.test(rest);
  while (rest !== "") {
    if (written) {
      const [whole, identifier, value] = /^\((\d{2,4})\)([^(]+)/.exec(rest) ?? [];
      if (whole === undefined || identifier === undefined || value === undefined) return undefined;
      elements.set(identifier, value.replaceAll(SEPARATOR, ""));
      rest = rest.slice(whole.length);
      continue;
    }
    const fixed = FIXED.find(([start]) => start.test(rest));
    const [, identifier, length] = fixed ?? OPEN.find(([start]) => start.test(rest)) ?? [];
    if (identifier === undefined || length === undefined) return undefined;
    const separator = rest.indexOf(SEPARATOR, identifier);
    const end = fixed ? identifier + length : separator === -1 ? rest.length : separator;
    const value = rest.slice(identifier, end);
    if (value === "" || value.length > length || value.includes(SEPARATOR)) return undefined;
    if (fixed && (value.length < length || !/^\d+$/.test(value))) return undefined;
    if (/^0[123]/.test(rest) && !hasCheckDigit(value)) return undefined;
    elements.set(rest.slice(0, identifier), value);
    rest = begun(rest.slice(end));
  }
  return elements;
}

/** Removes leading separators. */
const begun = (text: string): string => (text.startsWith(SEPARATOR) ? begun(text.slice(1)) : text);

function hasCheckDigit(gtin: string): boolean {
  const sum = [...gtin].reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 3 : 1), 0);
  return sum % 10 === 0;
}
