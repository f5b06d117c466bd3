// A report as plain text. Pure.

type Line = readonly [name: string, value: string | null | undefined | false];

/** A parameter that may hold a PIN: it is in no report, whatever the server gives back. */
export const isPin = (parameter: string) => /pin(?![a-z])|pin_?code|password/i.test(parameter);

/** `Name: value` a line, an empty line between parts; what is not known has no line. Long values are indented. */
export function lined(parts: readonly (readonly Line[])[]): string {
  return parts
    .map((lines) => lines.flatMap(([name, value]) => (value ? [`${name}: ${indented(value.trim())}`] : [])))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

const indented = (value: string) => (value.includes("\n") ? `\n  ${value.replaceAll("\n", "\n  ")}` : value);
