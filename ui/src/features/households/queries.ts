import { queryOptions } from "@tanstack/react-query";
import { commands, type EntityKind, type EntityRef, type HouseholdChange } from "../../api/bindings";
import { refreshEntities, refreshRequests, refreshSnapshot } from "../../api/queries";

const IN_HOUSEHOLDS: readonly EntityKind[] = ["smartcard", "setTopBox", "item", "subscription"];

export const householdQuery = (of: EntityRef) =>
  queryOptions({
    queryKey: ["entities", "household", of],
    queryFn: () => commands.households.household(of),
    enabled: IN_HOUSEHOLDS.includes(of.kind),
  });

/** The requests that a change makes, and what is lost by it. */
export const planQuery = (of: EntityRef, change: HouseholdChange) =>
  queryOptions({
    queryKey: ["entities", "plan", of, change],
    queryFn: () => commands.households.planHousehold(of, change),
  });

export const refreshHouseholds = () => Promise.all([refreshEntities(), refreshRequests(), refreshSnapshot()]);

export const sequenceQuery = (key: string) =>
  queryOptions({ queryKey: ["entities", "sequence", key], queryFn: () => commands.outbox.sequence(key) });
