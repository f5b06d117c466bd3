import { expect, it } from "vitest";
import type { BatchState, BulkSheet, DryRun } from "../../../api/bindings";
import { check, notAsked, planned, sheet } from "../../../test/bulk";
import { type SheetWay, sheetSteps } from "./sheetSteps";

const clean: BulkSheet = { ...sheet, check: { ...check, findings: [] } };
const asked: DryRun = { ...notAsked, rows: 4, asked: 4 };

function states(way: Partial<SheetWay>, state?: BatchState) {
  const batch = state && { ...planned, state };
  const all = sheetSteps({ sheet, batch, checking: false, dryRun: undefined, ...way });
  return all.map((step) => step.state).join(" ");
}

it("leads from the columns over the check to sending and the report", () => {
  expect(states({ sheet: { ...sheet, check: null } })).toBe("done current next optional next next");
  expect(states({ sheet: { ...sheet, check: null }, checking: true })).toBe("done done current optional next next");
  expect(states({}, "planned")).toBe("done done current optional next next");
  expect(states({ sheet: clean }, "planned")).toBe("done done done optional current next");
  expect(states({ sheet: clean }, "paused")).toBe("done done done skipped current next");
  expect(states({ sheet: clean, dryRun: asked }, "stopped")).toBe("done done done done done current");
});

it("counts a dry run only when all rows were asked about", () => {
  expect(states({ dryRun: { ...asked, running: true, asked: 1 } }, "planned")).toBe("done done done current next next");
  expect(states({ sheet: clean, dryRun: { ...asked, asked: 3 } }, "planned")).toBe(
    "done done done optional current next",
  );
  expect(states({ sheet: clean, dryRun: asked }, "planned")).toBe("done done done done current next");
});
