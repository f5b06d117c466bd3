import { vi } from "vitest";
import {
  commands,
  type Entity,
  type EntityPage,
  type Hit,
  type IdentifierKind,
  type Recents,
  type RequestRow,
  type SearchResults,
  type ServerSearchResult,
} from "../api/bindings";

const LOOKED_UP = Date.UTC(2026, 1, 26, 12, 2);

/** An entity with the given members alone. */
export function bareEntity(part: Partial<Entity>): Entity {
  return {
    key: Object.values(part).join(" "),
    kind: "smartcard",
    serialNumber: null,
    alternativeCode: null,
    id: null,
    caId: null,
    number: null,
    code: null,
    provider: null,
    name: null,
    product: null,
    state: null,
    subscription: null,
    source: "lookUp",
    asOf: LOOKED_UP,
    stale: false,
    pinned: false,
    ...part,
  };
}

export const entity = (part: Partial<Entity> = {}) =>
  bareEntity({
    key: "card-1",
    serialNumber: "019000000015",
    alternativeCode: "CARD-1",
    id: "F1",
    caId: "01900000001",
    provider: "conax",
    name: "Conax card",
    product: "SC-CNX7",
    state: "EFFECTIVE",
    subscription: "S100",
    ...part,
  });

const nameless = { serialNumber: null, alternativeCode: null, id: null, caId: null, product: null };

export const box = (part: Partial<Entity> = {}) =>
  entity({ ...nameless, key: "box-1", kind: "setTopBox", serialNumber: "stb01-3020-0005", name: "Zapper", ...part });

export const subscription = (part: Partial<Entity> = {}) =>
  entity({
    ...nameless,
    key: "subscription-1",
    kind: "subscription",
    number: "S100",
    id: "D1",
    provider: null,
    name: "Ada Novak",
    subscription: null,
    ...part,
  });

export const service = (part: Partial<Entity> = {}) =>
  entity({
    ...nameless,
    key: "service-1",
    kind: "service",
    code: "CINEMA",
    caId: "201",
    name: "Cinema",
    state: null,
    subscription: null,
    ...part,
  });

export const hit = (of: Entity, by: IdentifierKind, exact = false): Hit => ({ what: "entity", entity: of, by, exact });

export const found = (hits: Hit[], part: Partial<SearchResults> = {}): SearchResults => ({
  hits,
  eleven: null,
  looksLike: "smartcard",
  ...part,
});

export function page(of: Entity, part: Partial<EntityPage> = {}): EntityPage {
  return {
    entity: of,
    known: true,
    problem: null,
    notFound: false,
    others: [],
    keptUntil: null,
    subscription: null,
    subscriptionBy: null,
    account: null,
    ownership: null,
    pairing: null,
    services: [],
    jobs: [],
    requests: 0,
    subscriptionRequests: 0,
    oldestRequest: null,
    listsIncomplete: false,
    ...part,
  };
}

/** Look-ups of a desk that knows requests alone; tests replace the commands under test. */
export function fakeEntities(rows: RequestRow[] = []) {
  const nothing: Recents = { pinned: [], recent: [], kept: 0 };
  return {
    search: vi
      .spyOn(commands.lookups, "search")
      .mockImplementation(async (text) =>
        found(
          rows
            .filter(({ number, smartcard }) => `${number} ${smartcard}`.includes(text))
            .map((row): Hit => ({ what: "request", row, exact: row.number === text })),
        ),
      ),
    searchServer: vi
      .spyOn(commands.lookups, "searchServer")
      .mockImplementation(async (): Promise<ServerSearchResult> => ({ hits: [], problem: null })),
    stopSearch: vi.spyOn(commands.lookups, "stopSearch").mockResolvedValue(null),
    recents: vi.spyOn(commands.lookups, "recents").mockResolvedValue(nothing),
    pin: vi.spyOn(commands.lookups, "pin").mockResolvedValue(null),
    forget: vi.spyOn(commands.lookups, "forgetEntity").mockResolvedValue(null),
    entity: vi.spyOn(commands.entities, "entityPage").mockImplementation(async ({ kind, text }) =>
      page(entity({ ...nameless, key: text, kind, serialNumber: text, name: null, state: null, subscription: null }), {
        known: false,
      }),
    ),
    refreshEntity: vi.spyOn(commands.entities, "refreshEntity"),
    entityRequests: vi
      .spyOn(commands.entities, "entityRequests")
      .mockImplementation(async (_of, _with, offset, limit) => ({
        rows: rows.slice(offset, offset + limit),
        synced: null,
      })),
  };
}
