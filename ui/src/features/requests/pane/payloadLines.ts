// CRM.COM reports the messages to and from the CA system without their markup, so that their values run into each other.

/**
 * Separates such a text into its values, where it consists of known values and words alone. Any other text is undefined: it
 * is shown as it came, and no border is guessed.
 */
export function payloadLines(text: string, known: readonly (string | null)[]): string[] | undefined {
  const values = [...new Set(known)].filter((value) => value !== null && value !== "") as string[];
  // The longest first: a short value may occur in a long one.
  values.sort((one, other) => other.length - one.length);
  const pieces = values.reduce<string[]>(
    (parts, value) => parts.flatMap((part) => (values.includes(part) ? part : separated(part, value))),
    [text.trim()],
  );
  const isWhole = pieces.every((piece) => values.includes(piece) || /^[\p{L}_]+$/u.test(piece));
  return pieces.length > 1 && isWhole ? pieces : undefined;
}

const separated = (part: string, value: string): string[] =>
  part
    .split(value)
    .flatMap((rest, place) => (place === 0 ? [rest] : [value, rest]))
    .filter((piece) => piece !== "");
