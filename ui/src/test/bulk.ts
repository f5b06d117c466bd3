// A sheet of three rows with lost zeros, and the commands of its page.

import { vi } from "vitest";
import { type BulkCheck, type BulkRow, type BulkSheet, commands, type DryRun } from "../api/bindings";
import { batch } from "./batches";
import { fakeDesk } from "./desk";

export const matching = {
  operation: "conax.reset-pin",
  columns: ["smartcard_identifier", "subscription_identifier", null],
  by: {},
  fixed: {},
  known: [],
  kept: [],
};

export const planned = batch({
  id: "s1",
  kind: "sheet",
  title: "march.csv",
  total: 3,
  lookedAt: 3,
  ready: 1,
  leftOut: 2,
});

export const check: BulkCheck = {
  batch: planned,
  faulty: 2,
  sameRow: 0,
  alreadySent: 4,
  underWay: 0,
  byHand: 0,
  repaired: 0,
  again: false,
  findings: [
    {
      kind: "lostZero",
      field: "smartcard_identifier",
      rows: 2,
      repairable: 2,
      proved: 1,
      keepable: true,
      sample: { line: 2, was: "1900000001", now: "01900000001" },
    },
  ],
  repairs: [],
};

export const sheet: BulkSheet = {
  id: "s1",
  name: "march.csv",
  created: 0,
  user: "operator",
  rows: 3,
  source: {
    encoding: "UTF-8",
    encodings: ["UTF-8", "windows-1253"],
    separator: ";",
    worksheet: null,
    otherWorksheets: [],
    headingLine: 1,
    firstLine: 2,
    lastLine: 4,
    firstColumn: null,
    lastColumn: null,
    notes: { merged: 0, formulas: 2, errors: 0, hiddenRows: 0, from1904: false, noFormats: false },
  },
  columns: [
    { letter: "A", heading: "Card", samples: ["1900000001"], secret: false },
    { letter: "B", heading: "Subscription", samples: ["S100"], secret: false },
    { letter: "C", heading: "PIN", samples: [], secret: true },
  ],
  matching,
  check,
  open: true,
};

export const bulkRow = (place: number, part: Partial<BulkRow> = {}): BulkRow => ({
  place,
  line: place + 2,
  cells: [`0190000000${place}`, "S100", ""],
  leftOut: null,
  form: null,
  sameAs: null,
  faults: [],
  repaired: [],
  records: null,
  request: null,
  ...part,
});

const lost = bulkRow(0, {
  form: { operation: "conax.reset-pin", values: { smartcard_identifier: "1900000001" } },
  cells: ["1900000001", "S100", ""],
  leftOut: "missing",
  faults: [{ field: "smartcard_identifier", fault: "lostZero", params: {} }],
});

export const notAsked: DryRun = {
  running: false,
  rows: 1,
  asked: 0,
  failed: 0,
  uncompared: 0,
  calls: 2,
  millis: 600,
  begun: null,
  listsRead: null,
  listsIncomplete: false,
  compares: "nothing",
  problem: null,
  groups: [],
};

export function fakeBulk(
  start: BulkSheet,
  rows: BulkRow[] = [lost, bulkRow(1), bulkRow(2, { leftOut: "sameRow", sameAs: 3 })],
) {
  fakeDesk({});
  vi.spyOn(commands.batches, "batches").mockResolvedValue([]);
  vi.spyOn(commands.batches, "batch").mockImplementation(async () => start.check?.batch ?? planned);
  vi.spyOn(commands.bulk, "bulkSheets").mockResolvedValue([]);
  vi.spyOn(commands.bulk, "bulkSheet").mockResolvedValue(start);
  vi.spyOn(commands.bulk, "dryRun").mockResolvedValue(notAsked);
  return {
    rows: vi.spyOn(commands.bulk, "bulkRows").mockResolvedValue({ rows, total: rows.length }),
    exclude: vi.spyOn(commands.bulk, "excludeBulkRows").mockResolvedValue(start),
    match: vi.spyOn(commands.bulk, "matchBulkSheet").mockResolvedValue(start),
    repair: vi.spyOn(commands.bulk, "repairBulkFindings").mockResolvedValue(start),
    edit: vi.spyOn(commands.bulk, "editBulkCell").mockResolvedValue(start),
    start: vi.spyOn(commands.bulk, "startBulkSheet").mockResolvedValue({ ...planned, state: "canary", sent: 1 }),
  };
}
