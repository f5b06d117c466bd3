import type { Field, FieldKind, Operation } from "../../../state/catalogue";

type Of<T extends FieldKind["type"]> = Field & { kind: Extract<FieldKind, { type: T }> };
export type IdentifierField = Of<"identifier">;
export type SetField = Of<"set">;
export type ChoiceField = Of<"choice">;

export const isSet = (field: Field): field is SetField => field.kind.type === "set";
export const isOption = (field: Field) => field.need === "option";

/** The field that an input belongs to: `smartcard_set.0.smartcard_ca_id` to `smartcard_set`. */
export const fieldOf = (operation: Operation, input: string): Field | undefined =>
  operation.fields.find(({ name }) => input === name || input.startsWith(`${name}.`));
