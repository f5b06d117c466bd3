// Builds the request that pairs a scanned card with a box, and tells when it can be sent again. Pure: no React, no host.

import type { Entity, FormDraft, IdentifierKind, Pairing, RequestDetail } from "../../../api/bindings";
import { carriesPin, type Operation, operationById, operations } from "../../../state/catalogue";

export type CaSystem = "conax" | "nagravision";
/** For Conax: create a pairing of these two alone, or add the box to the card's pairing. */
export type PairingMode = "create" | "add";

/** A number that was scanned, typed, or given by the job. */
export interface ScannedNumber {
  text: string;
  from: "scan" | "typed" | "job";
}

/** A number with the result of its look-up. */
export interface NamedEntity {
  text: string;
  entity: Entity | null;
}

const norm = (text: string) => text.trim().toLowerCase();
export const isSame = (one: string, other: string) => norm(one) === norm(other);

/** All known identifiers of the entity. */
function namesOf({ text, entity }: NamedEntity): string[] {
  const { serialNumber, alternativeCode, id, caId } = entity ?? {};
  return [text, serialNumber, alternativeCode, id, caId].filter((name): name is string => Boolean(name));
}

export const isCalled = (named: NamedEntity, name: string) => namesOf(named).some((own) => isSame(own, name));
const isAmong = (named: NamedEntity, names: readonly string[]) => names.some((name) => isCalled(named, name));

/** The first identifier that the API accepts; an unknown number is sent as it is. */
function identifierOf({ text, entity }: NamedEntity): { text: string; by: IdentifierKind } {
  if (entity?.serialNumber) return { text: entity.serialNumber, by: "serial_number" };
  if (entity?.alternativeCode) return { text: entity.alternativeCode, by: "alternative_code" };
  if (entity?.id) return { text: entity.id, by: "id" };
  return { text, by: "serial_number" };
}

/** No CA id is computed: without a known one, the number is sent as it is. */
const caIdOf = ({ text, entity }: NamedEntity) => entity?.caId ?? text;

/** The operation that pairs at a CA system. One without a call to add to a pairing always pairs anew. */
export function operationOf(system: CaSystem, way: PairingMode): Operation {
  const grants = operations.filter(({ provider, effect }) => provider === system && effect === "grants");
  const adds = grants.find(({ pairing }) => pairing === "add-to-pairing");
  const pairs = grants.find(({ pairing }) => pairing === "create-pairing" || pairing === "pair-exactly");
  const operation = way === "add" ? (adds ?? pairs) : pairs;
  if (!operation) throw new Error(`the catalogue has no operation that pairs at ${system}`);
  return operation;
}

export const subscriptionValues = (subscription: string | null): Record<string, string> =>
  subscription ? { subscription_identifier: subscription, "subscription_identifier.by": "number" } : {};

export function cardValues(card: NamedEntity): Record<string, string> {
  const { text, by } = identifierOf(card);
  return { smartcard_identifier: text, "smartcard_identifier.by": by };
}

interface Filled {
  card: NamedEntity;
  box: NamedEntity;
  subscription: string | null;
}

export function pairingDraft(system: CaSystem, way: PairingMode, { card, box, subscription }: Filled): FormDraft {
  const values = subscriptionValues(subscription);
  const operation = operationOf(system, way);
  if (operation.pairing === "pair-exactly") {
    const { text, by } = identifierOf(box);
    Object.assign(values, cardValues(card), { stb_identifier: text, "stb_identifier.by": by });
  } else if (operation.pairing === "add-to-pairing") {
    Object.assign(values, cardValues(card), { "stb_set.0.stb_ca_id": caIdOf(box) });
  } else {
    values["smartcard_set.0.smartcard_ca_id"] = caIdOf(card);
    values["stb_set.0.stb_ca_id"] = caIdOf(box);
  }
  return { operation: operation.id, values };
}

/** The card and the box of an undone request. */
export function takenFrom({ values }: FormDraft): { card?: ScannedNumber; box?: ScannedNumber } {
  const card = values["smartcard_set.0.smartcard_ca_id"] ?? values.smartcard_identifier;
  const box = values["stb_set.0.stb_ca_id"] ?? values.stb_identifier;
  const taken = (text: string | undefined): ScannedNumber | undefined => (text ? { text, from: "typed" } : undefined);
  return { card: taken(card), box: taken(box) };
}

/** The known pairing of the card. */
export const pairingOf = (card: NamedEntity, pairings: readonly Pairing[]) =>
  pairings.find(({ smartcards }) => isAmong(card, smartcards));

/** Whether a member of the pairing after sending was absent from the card's pairing before. */
export function isNew(name: string, kind: "smartcards" | "setTopBoxes", before: Pairing | undefined): boolean {
  return !before?.[kind].some((known) => isSame(known, name));
}

export const asSystem = (provider: string | null | undefined): CaSystem | undefined =>
  provider === "conax" || provider === "nagravision" ? provider : undefined;

/** The time at which CRM.COM accepted the request; for a request found on the server, its creation time. */
export function acceptedAt({ row, timeline }: RequestDetail): number | undefined {
  const taken = timeline.find(({ step }) => step === "accepted" || step === "adopted");
  return taken?.step === "accepted" ? taken.at : (row.created ?? taken?.at);
}

export const dueAt = (accepted: number, minutes: number) => accepted + minutes * 60_000;

/** The reason why a request cannot be sent again now. */
type ResendBlock = { why: "open" | "pin" | "noForm" } | { why: "early"; until: number };

/**
 * A request can be repeated after a final outcome only; a completed one also after the usual time until the picture.
 */
export function resendBlock(detail: RequestDetail, minutes: number, now: number): ResendBlock | undefined {
  const { row, draft } = detail;
  if (row.state !== "completed" && row.state !== "rejected" && row.state !== "refused") return { why: "open" };
  if (!draft) return { why: "noForm" };
  const operation = operationById(draft.operation);
  if (operation && carriesPin(operation)) return { why: "pin" };
  const accepted = acceptedAt(detail);
  if (row.state === "completed" && accepted !== undefined) {
    const until = dueAt(accepted, minutes);
    if (now < until) return { why: "early", until };
  }
  return undefined;
}
