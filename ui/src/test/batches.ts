import { vi } from "vitest";
import {
  type BatchPart,
  type BatchRowView,
  type BatchView,
  type CaIdMappingView,
  type CaIdQuestion,
  commands,
} from "../api/bindings";
import { takeBatch } from "../state/batches";
import { row } from "./desk";

export function batch(part: Partial<BatchView> = {}): BatchView {
  return {
    id: "b1",
    kind: "retries",
    reading: 0,
    connection: "sandbox",
    user: "operator",
    state: "planned",
    paused: null,
    created: 0,
    title: "Card not known to Conax",
    total: 202,
    lookedAt: 202,
    ready: 200,
    leftOut: 2,
    sent: 0,
    open: 0,
    completed: 0,
    rejected: 0,
    failed: 0,
    unknown: 0,
    error: null,
    pace: { perHour: null, hours: null, mostOpen: 20 },
    problem: null,
    ...part,
  };
}

export const caIdMapping = (caId: string, identifier: string, name: string): CaIdMappingView => ({
  of: { provider: "conax", kind: "service", caId },
  by: "code",
  identifier,
  name,
  at: 0,
  user: "operator",
  overruled: null,
});

export function batchRow(key: string, part: Partial<BatchRowView> = {}): BatchRowView {
  const parent = row({ key, state: "rejected", mine: false, number: key, errorCode: "CLIENT_NOT_FOUND" });
  return { parent, missing: [], leftOut: null, retry: null, ...part };
}

/** A desk with one scripted batch; `rows` are the rows of each of its parts. */
export function fakeBatches(
  start: BatchView,
  rows: Partial<Record<BatchPart, BatchRowView[]>> = {},
  questions: () => CaIdQuestion[] = () => [],
) {
  let now = start;
  const becomes = (part: Partial<BatchView>) => async () => {
    now = { ...now, ...part };
    return now;
  };
  vi.spyOn(commands.batches, "batches").mockImplementation(async () => [now]);
  vi.spyOn(commands.batches, "batch").mockImplementation(async () => now);
  vi.spyOn(commands.retries, "batchQuestions").mockImplementation(async () => questions());
  vi.spyOn(commands.retries, "batchRows").mockImplementation(async (_, part, offset, limit) => {
    const all = rows[part] ?? [];
    return { rows: all.slice(offset, offset + limit), total: all.length };
  });
  return {
    plan: vi.spyOn(commands.retries, "planRetries").mockImplementation(becomes({})),
    start: vi.spyOn(commands.retries, "startBatch").mockImplementation(becomes({ state: "canary", sent: 3, open: 3 })),
    pause: vi.spyOn(commands.batches, "pauseBatch").mockImplementation(becomes({ state: "paused", paused: "byHand" })),
    goOn: vi.spyOn(commands.retries, "resumeBatch").mockImplementation(becomes({ state: "running", paused: null })),
    stop: vi.spyOn(commands.batches, "stopBatch").mockImplementation(becomes({ state: "stopped" })),
    /** Emits an event for the progress of the batch. */
    goes: (part: Partial<BatchView>) => {
      now = { ...now, ...part };
      takeBatch(now);
    },
  };
}
