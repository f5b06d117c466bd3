import type { EntityKind, IdentifierKind } from "../../../api/bindings";
import type { Field, FieldKind, Operation } from "../../../state/catalogue";
import type { LookupTarget } from "../../lookups/identifiers";

type Of<T extends FieldKind["type"]> = Field & { kind: Extract<FieldKind, { type: T }> };
export type IdentifierField = Of<"identifier">;
export type SetField = Of<"set">;
export type ChoiceField = Of<"choice">;

export const isSet = (field: Field): field is SetField => field.kind.type === "set";
export const isOption = (field: Field) => field.need === "option";

const ENTITY_KINDS: Partial<Record<string, EntityKind>> = {
  smartcard: "smartcard",
  "set-top-box": "setTopBox",
  subscription: "subscription",
  service: "service",
};
export const entityKindOf = (field: IdentifierField | SetField): EntityKind | undefined =>
  ENTITY_KINDS[field.kind.target];

/** The fields of a form that take entities of a kind, in the order of the form; no options. */
export const fieldsOf = (operation: Operation, kind: EntityKind): (IdentifierField | SetField)[] =>
  operation.fields.filter(
    (field): field is IdentifierField | SetField =>
      !isOption(field) &&
      (isSet(field) || field.kind.type === "identifier") &&
      entityKindOf(field as IdentifierField | SetField) === kind,
  );

const IDENTIFIERS: readonly string[] = ["serial_number", "alternative_code", "id", "number", "code"];
const isIdentifier = (member: string): member is IdentifierKind => IDENTIFIERS.includes(member);

/** The look-up of a field, given the identifier it is switched to; undefined where none exists, as for a provider. */
export function lookupTargetOf(field: IdentifierField | SetField, by: string | undefined): LookupTarget | undefined {
  const kind = entityKindOf(field);
  if (!kind) return undefined;
  if (field.kind.type === "set") return { kind, by: "ca_id", alternatives: ["ca_id"] };
  return by !== undefined && isIdentifier(by)
    ? { kind, by, alternatives: field.kind.by.filter(isIdentifier) }
    : undefined;
}
