// Where a scanned card or box belongs in a form. Pure.

import type { ThingKind } from "../../api/bindings";
import type { Operation } from "../../state/catalogue";
import { type IdentifierField, isOption, isSet, type SetField } from "./fields/kinds";
import { kindTaken, same } from "./fields/names";
import { hasValue, rowName, setRows, type Values, withRows } from "./values";

type ScanField = IdentifierField | SetField;

export interface Scanned {
  values: Values;
  /** The input that holds it now. */
  input: string;
  /** Of the fields that exclude each other, the one that it is in. */
  oneOf?: string;
}

export const fieldsFor = (operation: Operation, kind: ThingKind): ScanField[] =>
  operation.fields.filter(
    (field): field is ScanField =>
      !isOption(field) && (isSet(field) || field.kind.type === "identifier") && kindTaken(field as ScanField) === kind,
  );

/**
 * The first empty place for it, in the order of the form; of the fields that exclude each other only the chosen one
 * counts, unless nothing else takes it. What is there already is not put there twice. Where all is full, a set grows
 * and a single one is replaced: the scan is newer.
 */
export function withScanned(
  operation: Operation,
  values: Values,
  oneOf: string | undefined,
  kind: ThingKind,
  text: string,
): Scanned | undefined {
  const all = fieldsFor(operation, kind);
  const excluded = ({ name }: ScanField) => operation.exactlyOneOf.includes(name) && name !== oneOf;
  const open = all.filter((field) => !excluded(field));
  const fields = open.length > 0 ? open : all;
  const there = fields.flatMap((field) => inputsOf(field, values)).find((input) => same(values[input] ?? "", text));
  if (there) return { values, input: there };
  const field =
    fields.find((candidate) => !isSet(candidate) && !hasValue(values, candidate)) ?? fields.find(isSet) ?? fields[0];
  if (!field) return undefined;
  const chosen = operation.exactlyOneOf.includes(field.name) ? { oneOf: field.name } : {};
  if (!isSet(field)) return { values: { ...values, [field.name]: text }, input: field.name, ...chosen };
  const rows = setRows(values, field);
  const empty = rows.findIndex((row) => row.trim() === "");
  const row = empty === -1 ? rows.length : empty;
  return {
    values: withRows(values, field, rows.toSpliced(row, 1, text)),
    input: rowName(field, row),
    ...chosen,
  };
}

const inputsOf = (field: ScanField, values: Values) =>
  isSet(field) ? setRows(values, field).map((_, row) => rowName(field, row)) : [field.name];
