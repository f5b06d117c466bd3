// The values of an operation's form, as one flat record from input name to text. Pure: no React, no host. Validation
// is done in Rust; this module stores, splits and joins text.

import { type Field, fieldOf, type Operation } from "../../state/catalogue";
import { toServerTime } from "./dates";
import { isSet, type SetField } from "./fields/fieldKinds";

export type Values = Readonly<Record<string, string>>;

export const byName = (field: Field) => `${field.name}.by`;
export const rowName = (field: SetField, row: number) => `${field.name}.${row}.${field.kind.member}`;

/** An empty form. `previous` keeps the identifier that each field asks for: the next request is usually alike. */
export function emptyValues(operation: Operation, previous: Values = {}): Values {
  const values: Record<string, string> = {};
  for (const field of operation.fields) {
    switch (field.kind.type) {
      case "identifier":
        values[field.name] = "";
        values[byName(field)] = previous[byName(field)] ?? field.kind.by[0] ?? "";
        break;
      case "set":
        values[`${field.name}.0.${field.kind.member}`] = "";
        break;
      case "choice":
        values[field.name] = field.kind.values[0] ?? "";
        break;
      default:
        values[field.name] = "";
    }
  }
  return values;
}

/** The values of a form that is filled from a draft; inputs absent from the draft are empty. */
export function filledValues(operation: Operation, draft: Record<string, string>): Values {
  return withFullSets(operation, { ...emptyValues(operation), ...draft });
}

/** Removes gaps from sets: a row's number is its place on the screen. */
function withFullSets(operation: Operation, values: Values): Values {
  return operation.fields.filter(isSet).reduce((all, field) => {
    const texts = setRows(all, field).filter((text) => text !== "");
    return withRows(all, field, texts.length > 0 ? texts : [""]);
  }, values);
}

export function setRows(values: Values, field: SetField): string[] {
  const rows: string[] = [];
  for (const [name, text] of Object.entries(values)) {
    const [set, row, member] = name.split(".");
    if (set === field.name && member === field.kind.member) rows[Number(row)] = text;
  }
  return Array.from(rows, (text) => text ?? "");
}

export function withRows(values: Values, field: SetField, rows: readonly string[]): Values {
  const others = Object.entries(values).filter(([name]) => !name.startsWith(`${field.name}.`));
  return Object.fromEntries([...others, ...rows.map((text, row) => [rowName(field, row), text])]);
}

/** Splits pasted text into identifiers: one per line, or separated as in a spreadsheet or list. */
export function splitIdentifiers(text: string): string[] {
  return text
    .split(/[\r\n\t,;]+/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Inserts pasted identifiers from one row on: empty rows are filled and filled ones move down. */
export function withPasted(values: Values, field: SetField, row: number, texts: readonly string[]): Values {
  const rows = setRows(values, field);
  const after = rows.slice(row + 1).filter((text) => text !== "");
  return withRows(values, field, [...rows.slice(0, row), ...texts, ...after]);
}

/** The field with a value, of the mutually exclusive ones. */
export function filledOneOf(operation: Operation, values: Values): string | undefined {
  return operation.exactlyOneOf.find((name) => {
    const field = operation.fields.find((candidate) => candidate.name === name);
    return field ? hasValue(values, field) : Boolean(values[name]);
  });
}

export const hasValue = (values: Values, field: Field): boolean =>
  isSet(field) ? setRows(values, field).some((text) => text.trim() !== "") : Boolean(values[field.name]);

/** Whether the user typed or chose nothing. The identifier that a field asks for does not count. */
export function isUntouched(operation: Operation, values: Values): boolean {
  return Object.keys(forDesk(operation, values)).every((name) => name.endsWith(".by"));
}

/**
 * The values for the desk: no empty inputs, no choices that equal their default, dates in the server's format, and of
 * the mutually exclusive fields only `chosen`.
 */
export function forDesk(operation: Operation, values: Values, chosen?: string): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, text] of Object.entries(values)) {
    const field = fieldOf(operation, name);
    if (!field || text.trim() === "") continue;
    if (chosen && operation.exactlyOneOf.includes(field.name) && field.name !== chosen) continue;
    if (field.kind.type === "choice" && text === field.kind.values[0]) continue;
    if (name === byName(field) && !values[field.name]?.trim()) continue;
    given[name] = field.kind.type === "date-time" ? toServerTime(text) : text;
  }
  return given;
}

/** Removes PINs, which are never stored or returned in a draft. */
export function withoutPins(operation: Operation, values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => fieldOf(operation, name)?.kind.type !== "pin"));
}
