// The rows that the page of a sheet shows, in its address, so that Back and a link lead to the same ones.

import type { BatchPart, BulkFilter, RecordFindingKind } from "../../../api/bindings";

export const EVERY_ROW: BulkFilter = { show: "part", part: "all" };

const PARTS: readonly BatchPart[] = ["all", "ready", "leftOut", "failed"];

const RECORDS: readonly RecordFindingKind[] = [
  "notAsked",
  "notFound",
  "wrongKind",
  "boxTaken",
  "cardTaken",
  "requestOpen",
  "pairedAlready",
  "serviceOn",
  "serviceOff",
  "notPaired",
  "noLookUp",
];

export function filterOf(search: Record<string, unknown>): BulkFilter {
  const word = (name: string) => (typeof search[name] === "string" ? search[name] : "");
  const show = word("show");
  const [kind, field] = [word("kind"), word("field")];
  if (show === "repaired") return { show };
  if (show === "finding" && kind) return { show, kind, field };
  const record = RECORDS.find((known) => known === kind);
  if (show === "dryRun" && record) return { show, kind: record, field };
  const part = PARTS.find((known) => known === show);
  return part ? { show: "part", part } : EVERY_ROW;
}

export function searchOf(filter: BulkFilter): Record<string, string> {
  switch (filter.show) {
    case "part":
      return filter.part === "all" ? {} : { show: filter.part };
    case "finding":
    case "dryRun":
      return { show: filter.show, kind: filter.kind, field: filter.field };
    default:
      return { show: filter.show };
  }
}
