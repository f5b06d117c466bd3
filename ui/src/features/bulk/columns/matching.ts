// The matching of a sheet's columns to the fields of an operation, as the page edits it.

import type { SheetColumn, SheetMatching } from "../../../api/bindings";
import { type Field, type Operation, operations } from "../../../state/catalogue";

/** Where the value of a field comes from. */
export type FieldSource = "column" | "one" | "known" | "nothing";

export const sourceOf = (matching: SheetMatching, field: string): FieldSource => {
  if (matching.columns.includes(field)) return "column";
  if (field in matching.fixed) return "one";
  return matching.known.includes(field) ? "known" : "nothing";
};

/** Matches a column to another field, or to none. A column takes the place of a fixed or known value. */
export function matchColumn(matching: SheetMatching, at: number, field: string | null): SheetMatching {
  const columns = matching.columns.map((before, place) => (place === at ? field : before));
  if (field === null) return { ...matching, columns };
  const { [field]: _, ...fixed } = matching.fixed;
  return { ...matching, columns, fixed, known: matching.known.filter((known) => known !== field) };
}

/** Takes a field from one value, from what is known, or from nothing. Its columns are free then. */
export function matchField(matching: SheetMatching, field: string, source: FieldSource): SheetMatching {
  if (source === "column") return matching;
  const { [field]: text = "", ...fixed } = matching.fixed;
  return {
    ...matching,
    columns: matching.columns.map((column) => (column === field ? null : column)),
    fixed: source === "one" ? { ...fixed, [field]: text } : fixed,
    known: [...matching.known.filter((known) => known !== field), ...(source === "known" ? [field] : [])],
  };
}

/** What a field can take from what is known of the row's card: its subscription, or the box that it is paired with. */
export function knownOf({ kind }: Field): "subscription" | "set-top-box" | undefined {
  if (kind.type === "identifier" && kind.target === "subscription") return kind.target;
  return (kind.type === "identifier" || kind.type === "set") && kind.target === "set-top-box" ? kind.target : undefined;
}

/** The operations that a sheet may be for, each with whether it carries a PIN. */
export const bulkOperations: readonly Operation[] = operations;

/** The name of a column, as the person sees it in the spreadsheet. */
export const columnName = ({ heading, letter }: SheetColumn) => heading || letter;
