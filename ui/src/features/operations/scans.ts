// Places scanned cards and boxes into the fields of a form.

import type { RefObject } from "react";
import { flushSync } from "react-dom";
import type { EntityKind } from "../../api/bindings";
import type { Operation } from "../../state/catalogue";
import { isSameIdentifier } from "../lookups/identifiers";
import { useScanTarget } from "../scanner/scanTargets";
import { entityKindOf, fieldsOf, type IdentifierField, isSet, type SetField } from "./fields/fieldKinds";
import { focusEmpty } from "./focusOrder";
import { hasValue, rowName, setRows, type Values, withRows } from "./formValues";
import type { FormState } from "./useOperationForm";

type ScanField = IdentifierField | SetField;

interface Scanned {
  values: Values;
  /** The input that holds the scanned text. */
  input: string;
  /** The field to choose, where the input is one of the mutually exclusive fields. */
  oneOf?: string;
}

/**
 * Puts a scanned text into the first empty place, in the order of the form. Of mutually exclusive fields only the
 * chosen one counts, unless no other field takes it. Text that the form holds already is not added twice. If all
 * places are full, a set gains a row and a single field is overwritten: the scan is newer.
 */
export function withScanned(
  operation: Operation,
  values: Values,
  oneOf: string | undefined,
  kind: EntityKind,
  text: string,
): Scanned | undefined {
  const all = fieldsOf(operation, kind);
  const excluded = ({ name }: ScanField) => operation.exactlyOneOf.includes(name) && name !== oneOf;
  const open = all.filter((field) => !excluded(field));
  const fields = open.length > 0 ? open : all;
  const there = fields
    .flatMap((field) => inputsOf(field, values))
    .find((input) => isSameIdentifier(values[input] ?? "", text));
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

/**
 * Moves the text of one input to where an entity of another kind belongs, as if it were scanned. Undefined where the form
 * takes no such entity.
 */
export function withMoved(form: FormState, from: ScanField, input: string, kind: EntityKind): Scanned | undefined {
  const { operation, values, oneOf } = form;
  if (entityKindOf(from) === kind) return undefined;
  const rows = isSet(from) ? setRows(values, from).filter((_, row) => rowName(from, row) !== input) : [];
  const cleared = isSet(from) ? withRows(values, from, rows.length > 0 ? rows : [""]) : { ...values, [input]: "" };
  return withScanned(operation, cleared, oneOf, kind, (values[input] ?? "").trim());
}

/** Renders values that were placed, so that the input with the text can be focused. `left` is the field that they left. */
export function showScanned(form: FormState, { values, oneOf }: Scanned, left?: ScanField): void {
  flushSync(() => {
    if (oneOf) form.chooseOneOf(oneOf);
    if (left && isSet(left)) form.setRows(left, setRows(values, left));
    form.change(values);
  });
}

const inputsOf = (field: ScanField, values: Values) =>
  isSet(field) ? setRows(values, field).map((_, row) => rowName(field, row)) : [field.name];

/**
 * Takes scanned cards and boxes into the form, independent of the focus, and moves the focus to the next missing
 * value.
 */
export function useScans(form: FormState, element: RefObject<HTMLFormElement | null>) {
  const has = (kind: "smartcard" | "setTopBox") => fieldsOf(form.operation, kind).length > 0;
  const take = (kind: "smartcard" | "setTopBox") => (text: string) => {
    const scanned = withScanned(form.operation, form.values, form.oneOf, kind, text);
    if (!scanned) return;
    showScanned(form, scanned);
    if (element.current) focusEmpty(element.current, scanned.input);
  };
  useScanTarget("smartcard", take("smartcard"), { enabled: has("smartcard") });
  useScanTarget("setTopBox", take("setTopBox"), { enabled: has("setTopBox") });
}
