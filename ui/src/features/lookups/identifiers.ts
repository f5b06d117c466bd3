// The identifiers of entities: which of them an input takes, and which one represents an entity on screen. Pure, apart
// from their labels.

import type { Entity, EntityKind, EntityRef, Hit, IdentifierKind, Resolved } from "../../api/bindings";
import { i18next } from "../../i18n/i18n";

/** One identifier of an entity. */
export interface EntityIdentifier {
  text: string;
  by: IdentifierKind;
}

/** The entity kind that an input takes, and the identifier it asks for. */
export interface LookupTarget {
  kind: EntityKind;
  by: IdentifierKind;
  /** The identifiers that the input can be switched to. */
  alternatives: readonly IdentifierKind[];
}

const MEMBERS = {
  serial_number: "serialNumber",
  alternative_code: "alternativeCode",
  id: "id",
  number: "number",
  code: "code",
  ca_id: "caId",
} as const satisfies Record<IdentifierKind, keyof Entity>;

export const identifierOf = (entity: Entity, by: IdentifierKind): string | null => entity[MEMBERS[by]];

/** Compares identifiers as the desk does: ignoring case and surrounding blanks. */
export const isSameIdentifier = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();

/** All known identifiers of an entity, the one that represents it first. */
export function identifiersOf(entity: Entity): EntityIdentifier[] {
  const main: IdentifierKind[] =
    entity.kind === "subscription"
      ? ["number"]
      : entity.kind === "service"
        ? ["code", "ca_id"]
        : ["ca_id", "serial_number"];
  return [...main, "alternative_code" as const, "id" as const].flatMap((by) => {
    const text = identifierOf(entity, by);
    return text === null ? [] : [{ by, text }];
  });
}

/** The identifier that represents an entity; without any, the key it is stored under. */
export const mainIdentifier = (entity: Entity): string => identifiersOf(entity)[0]?.text ?? entity.key;

/** The reference that the address of an entity's page is built from: its main identifier. */
export function entityRefOf(entity: Entity): EntityRef {
  const [main] = identifiersOf(entity);
  return { kind: entity.kind, text: main?.text ?? entity.key, by: main?.by ?? null };
}

/** A reference by a text that may be any identifier of the entity. */
export const anyIdentifier = (kind: EntityRef["kind"], text: string): EntityRef => ({ kind, text, by: null });

/** The identifiers that people read; an id is for machines. */
const READABLE: IdentifierKind[] = ["serial_number", "ca_id", "alternative_code", "number", "code"];

/** The readable identifiers of an entity that differ from `text`. */
export const otherIdentifiers = (entity: Entity, text: string): EntityIdentifier[] =>
  READABLE.flatMap((by) => {
    const other = identifierOf(entity, by);
    return other && !isSameIdentifier(other, text) ? [{ by, text: other }] : [];
  });

/** The identifier to type for an entity: the one the input asks for, else one it can be switched to. */
export function identifierFor(entity: Entity, { by, alternatives }: LookupTarget): EntityIdentifier | undefined {
  return [by, ...alternatives].flatMap((kind) => {
    const text = identifierOf(entity, kind);
    return text ? [{ text, by: kind }] : [];
  })[0];
}

/** A hint below an input, where the text is not the identifier it asks for. */
export interface Suggestion {
  /** The identifier that the text is besides, or instead of, the requested one; absent: the text is one digit too long. */
  is?: IdentifierKind;
  /** The kind of an entity that does not belong in this input. */
  of?: EntityKind;
  /** The identifier to use instead, where it is known. */
  take?: EntityIdentifier;
}

/** The server does not distinguish cards from boxes: an item may be either. */
const fits = (kind: EntityKind, target: EntityKind) =>
  kind === target || (kind === "item" && (target === "smartcard" || target === "setTopBox"));

/** Suggestions for a text that identifies an entity in another way than the input asks for. */
export function suggestionsOf({ others, eleven }: Resolved, target: LookupTarget, typed: string): Suggestion[] {
  const shortened: Suggestion[] = eleven ? [{ take: { text: eleven, by: target.by } }] : [];
  const found = others.filter((hit): hit is Extract<Hit, { what: "entity" }> => hit.what === "entity");
  const suggestions = found.map(({ entity, by }): Suggestion => {
    if (!fits(entity.kind, target.kind)) return { is: by, of: entity.kind };
    const text = identifierOf(entity, by);
    const switched = text && target.alternatives.includes(by) && by !== target.by ? { text, by } : undefined;
    return { is: by, take: switched ?? identifierFor(entity, target) };
  });
  // Text that is in the input already needs no suggestion.
  const isTyped = ({ take }: Suggestion) =>
    take !== undefined && take.by === target.by && isSameIdentifier(take.text, typed);
  return [...shortened, ...suggestions.filter((suggestion) => !isTyped(suggestion))];
}

/** Names of identifiers are data here, so their message keys cannot be checked at compile time. */
const text = i18next.t as unknown as (key: string, options: { defaultValue: string }) => string;

/** “Serial number” for `serial_number`; an identifier without a label is shown as it is. */
export const identifierLabel = (by: string): string => text(`forms:by.${by}`, { defaultValue: by });
