import { vi } from "vitest";
import {
  commands,
  type Household,
  type HouseholdCard,
  type HouseholdPlan,
  type HouseholdService,
  type PlannedRequest,
  type RequestRow,
  type Sequence,
  type ServiceTick,
} from "../api/bindings";
import { entity } from "./entities";

export const household = (part: Partial<Household> = {}): Household => ({
  subscription: null,
  subscriptionBy: null,
  account: null,
  cards: [],
  boxes: [],
  services: [],
  servicesRead: null,
  sequences: [],
  listsRead: null,
  listsIncomplete: false,
  ...part,
});

export const householdCard = (part: Partial<HouseholdCard> = {}): HouseholdCard => ({
  card: "01900000001",
  entity: entity(),
  ownership: null,
  pairing: null,
  ticks: [],
  unfit: null,
  jobs: [],
  ...part,
});

export const listedService = (service: string, name: string | null = null): HouseholdService => ({
  service,
  name,
  code: name === null ? null : name.toUpperCase(),
  caId: service,
  onlyCaId: false,
});

export const tick = (service: string, part: Partial<ServiceTick> = {}): ServiceTick => ({
  service,
  state: "notKnown",
  source: null,
  asOf: null,
  request: null,
  open: null,
  ...part,
});

export const planned = (part: Partial<PlannedRequest> = {}): PlannedRequest => ({
  draft: { operation: "conax.add-service", values: { service_identifier: "SPORT" } },
  smartcard: "01900000001",
  setTopBox: null,
  service: "202",
  effect: "addsService",
  problems: [],
  warnings: [],
  ...part,
});

export const plan = (part: Partial<HouseholdPlan> = {}): HouseholdPlan => ({
  requests: [planned()],
  losses: [],
  problems: [],
  ...part,
});

export const sequence = (rows: RequestRow[], part: Partial<Sequence> = {}): Sequence => ({
  key: rows[0]?.key ?? "",
  rows,
  state: "running",
  halted: null,
  ...part,
});

/** Households of a desk that knows none; tests replace the commands under test. */
export function fakeHouseholds() {
  return {
    household: vi.spyOn(commands.households, "household").mockImplementation(async () => household()),
    planHousehold: vi.spyOn(commands.households, "planHousehold").mockImplementation(async () => plan()),
    onlyCard: vi.spyOn(commands.households, "onlyCard").mockResolvedValue(null),
    sequence: vi.spyOn(commands.outbox, "sequence"),
    sendSequence: vi.spyOn(commands.outbox, "sendSequence"),
  };
}
