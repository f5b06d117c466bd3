import { vi } from "vitest";
import {
  commands,
  type Entity,
  type Hit,
  type IdentifierKind,
  type PairingPreview,
  type Resolved,
} from "../api/bindings";
import { bareEntity } from "./entities";

const NOW = Date.UTC(2026, 1, 26, 12);

export const entity = (part: Partial<Entity> & Pick<Entity, "kind">) =>
  bareEntity({ state: "EFFECTIVE", asOf: NOW, ...part });

export const hit = (of: Entity, by: IdentifierKind, exact = true): Hit => ({ what: "entity", entity: of, by, exact });

export const resolved = (part: Partial<Resolved>): Resolved => ({
  state: part.entity ? "found" : "notFound",
  entity: null,
  wrongKind: false,
  others: [],
  problem: null,
  eleven: null,
  ...part,
});

const nothing: PairingPreview = { before: [], after: null, warnings: [], asOf: NOW, listsIncomplete: false };

/** Look-ups from memory, by the text of the input. */
export function fakeLookUps(answers: Record<string, Partial<Resolved>> = {}, known: Hit[] = []) {
  return {
    resolve: vi
      .spyOn(commands.lookups, "resolve")
      .mockImplementation(async ({ text }) => resolved(answers[text] ?? {})),
    suggest: vi
      .spyOn(commands.lookups, "suggest")
      .mockImplementation(async ({ text }) =>
        known.filter(
          (one) => one.what === "entity" && Object.values(one.entity).some((value) => String(value).startsWith(text)),
        ),
      ),
    services: vi
      .spyOn(commands.lookups, "services")
      .mockResolvedValue({ services: [], asOf: null, fault: null, problem: null }),
    refreshServices: vi.spyOn(commands.lookups, "refreshServices"),
    previewPairing: vi.spyOn(commands.entities, "previewPairing").mockResolvedValue(nothing),
    classify: vi.spyOn(commands.connections, "classify").mockResolvedValue("item"),
  };
}
