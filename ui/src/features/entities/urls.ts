import type { EntityKind, EntityRef, IdentifierKind } from "../../api/bindings";

const KINDS: EntityKind[] = ["smartcard", "setTopBox", "item", "subscription", "service", "request"];
const NAMES: IdentifierKind[] = ["serial_number", "alternative_code", "id", "number", "code", "ca_id"];

/** The address of an entity's page: `#/entities/smartcard/01900000001?by=serial_number`. */
export const entityLink = ({ kind, text, by }: EntityRef) =>
  ({ to: "/entities/$kind/$text", params: { kind, text }, search: by ? { by } : {} }) as const;

export const entitySearch = (search: Record<string, unknown>): { by?: IdentifierKind } => {
  const by = NAMES.find((name) => name === search.by);
  return by ? { by } : {};
};

export function entityOf(params: { kind?: string; text?: string }, by: IdentifierKind | undefined): EntityRef {
  return { kind: KINDS.find((kind) => kind === params.kind) ?? "item", text: params.text ?? "", by: by ?? null };
}

/** The filter of the list of entities. */
export interface ListSearch {
  text?: string;
  kind?: EntityKind;
}

export function listSearch(search: Record<string, unknown>): ListSearch {
  const kind = KINDS.find((kind) => kind === search.kind);
  const text = typeof search.text === "string" && search.text !== "" ? search.text : undefined;
  return { ...(text && { text }), ...(kind && { kind }) };
}
