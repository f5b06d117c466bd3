import { type Field, type FieldKind, type Operation, type OperationId, operationById } from "../../../state/catalogue";

type Of<T extends FieldKind["type"]> = Field & { kind: Extract<FieldKind, { type: T }> };
export type IdentifierField = Of<"identifier">;
export type SetField = Of<"set">;
export type ChoiceField = Of<"choice">;

export const isSet = (field: Field): field is SetField => field.kind.type === "set";
export const isOption = (field: Field) => field.need === "option";
/** Takes something away from a subscriber that only another request can give back, and asks first. */
export const asksFirst = (operation: Operation) => operation.id === "nagra.unpair";

/** The field that an input belongs to: `smartcard_set.0.smartcard_ca_id` to `smartcard_set`. */
export const fieldOf = (operation: Operation, input: string): Field | undefined =>
  operation.fields.find(({ name }) => input === name || input.startsWith(`${name}.`));

/** The same job at the other provider, where there is one. */
const SIBLINGS: Partial<Record<OperationId, OperationId>> = {
  "conax.create-pairing": "nagra.pair",
  "nagra.pair": "conax.create-pairing",
  "conax.reset-pin": "nagra.clear-pin",
  "nagra.clear-pin": "conax.reset-pin",
};
export const siblingOf = (operation: Operation) => operationById(SIBLINGS[operation.id] ?? null);
