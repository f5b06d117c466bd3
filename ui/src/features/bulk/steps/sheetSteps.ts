// The way of a sheet from the file to the report, and how far it is.

import type { BatchView, BulkSheet, DryRun } from "../../../api/bindings";
import { isOver } from "../../../state/batches";

const STEPS = ["file", "columns", "check", "dryRun", "send", "report"] as const;
export type StepName = (typeof STEPS)[number];

/** `optional` may be left out; `skipped` was. */
export type StepState = "done" | "current" | "next" | "optional" | "skipped";

export interface SheetStep {
  name: StepName;
  state: StepState;
}

export interface SheetWay {
  sheet: BulkSheet;
  batch: BatchView | undefined;
  /** The rows are being checked. */
  checking: boolean;
  dryRun: DryRun | undefined;
}

export function sheetSteps({ sheet, batch, checking, dryRun }: SheetWay): SheetStep[] {
  const started = batch !== undefined && batch.state !== "planned";
  const current = currentStep({ sheet, batch, checking, dryRun }, started);
  const at = STEPS.indexOf(current);
  return STEPS.map((name, place) => {
    if (name === current) return { name, state: "current" };
    if (name === "dryRun" && !(dryRun && dryRun.asked > 0 && dryRun.asked >= dryRun.rows))
      return { name, state: started ? "skipped" : "optional" };
    return { name, state: place < at ? "done" : "next" };
  });
}

function currentStep({ sheet: { check }, batch, checking, dryRun }: SheetWay, started: boolean): StepName {
  if (checking) return "check";
  if (!check) return "columns";
  if (started && batch) return isOver(batch) ? "report" : "send";
  if (dryRun?.running) return "dryRun";
  return check.findings.length > 0 ? "check" : "send";
}
