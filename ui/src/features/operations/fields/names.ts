// Which things an input names, and by which of their names. Pure.
import type { Hit, NameKind, Resolved, Thing, ThingKind } from "../../../api/bindings";
import type { IdentifierField, SetField } from "./kinds";

/** What an input takes, and under which name. */
export interface Wanted {
  kind: ThingKind;
  by: NameKind;
  /** The names that the input can be switched to. */
  names: readonly NameKind[];
}

const KINDS: Partial<Record<string, ThingKind>> = {
  smartcard: "smartcard",
  "set-top-box": "setTopBox",
  subscription: "subscription",
  service: "service",
};
const NAMES: readonly string[] = ["serial_number", "alternative_code", "id", "number", "code"];
const isName = (member: string): member is NameKind => NAMES.includes(member);

export const kindTaken = (field: IdentifierField | SetField): ThingKind | undefined => KINDS[field.kind.thing];

/** Absent for what cannot be looked up, such as a provider. */
export function wantedOf(field: IdentifierField | SetField, by: string | undefined): Wanted | undefined {
  const kind = kindTaken(field);
  if (!kind) return undefined;
  if (field.kind.type === "set") return { kind, by: "ca_id", names: ["ca_id"] };
  return by !== undefined && isName(by) ? { kind, by, names: field.kind.by.filter(isName) } : undefined;
}

const MEMBERS = {
  serial_number: "serialNumber",
  alternative_code: "alternativeCode",
  id: "id",
  number: "number",
  code: "code",
  ca_id: "caId",
} as const satisfies Record<NameKind, keyof Thing>;

export const nameOf = (thing: Thing, by: NameKind): string | null => thing[MEMBERS[by]];

/** The names that people read; an id is for machines. */
const SHOWN: NameKind[] = ["serial_number", "ca_id", "alternative_code", "number", "code"];

export const otherNames = (thing: Thing, text: string): { by: NameKind; name: string }[] =>
  SHOWN.flatMap((by) => {
    const name = nameOf(thing, by);
    return name && !same(name, text) ? [{ by, name }] : [];
  });

/** As the desk compares them: whatever the case, and without the blanks round them. */
export const same = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();

export interface Choice {
  text: string;
  by: NameKind;
}

/** How an input names a thing: as it asks for it, else by another name that it can be switched to. */
export function choiceOf(thing: Thing, { by, names }: Wanted): Choice | undefined {
  return [by, ...names].flatMap((name) => {
    const text = nameOf(thing, name);
    return text ? [{ text, by: name }] : [];
  })[0];
}

export interface Offer {
  /** What the text is besides, or instead of, what the input asks for; absent: it is one digit too long. */
  is?: NameKind;
  /** It is that of a thing that does not belong here. */
  of?: ThingKind;
  /** What to take instead, where that is known. */
  take?: Choice;
}

/** The server does not tell cards from boxes: an item may be either. */
const fits = (kind: ThingKind, wanted: ThingKind) =>
  kind === wanted || (kind === "item" && (wanted === "smartcard" || wanted === "setTopBox"));

/** How the same text names a thing after all, and what to take so that the input says so. */
export function offersOf({ others, eleven }: Resolved, wanted: Wanted, typed: string): Offer[] {
  const longer: Offer[] = eleven ? [{ take: { text: eleven, by: wanted.by } }] : [];
  const named = others.filter((hit): hit is Extract<Hit, { what: "thing" }> => hit.what === "thing");
  const offers = named.map(({ thing, by }): Offer => {
    if (!fits(thing.kind, wanted.kind)) return { is: by, of: thing.kind };
    const text = nameOf(thing, by);
    const switched = text && wanted.names.includes(by) && by !== wanted.by ? { text, by } : undefined;
    return { is: by, take: switched ?? choiceOf(thing, wanted) };
  });
  // What stands there already needs no offer.
  const stands = ({ take }: Offer) => take !== undefined && take.by === wanted.by && same(take.text, typed);
  return [...longer, ...offers.filter((offer) => !stands(offer))];
}
