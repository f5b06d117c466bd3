import type { SheetProgress } from "../api/bindings";
import { queryClient } from "../api/queries";
import { createStore } from "./createStore";

/** The sheets that are being checked, by id, wherever the user is meanwhile. */
export const sheetChecks = createStore<ReadonlyMap<string, SheetProgress>>(new Map());

/** A check that failed after a reload of the page ends with no event: it is over after this time without one. */
const SILENT_MS = 30_000;
const silences = new Map<string, ReturnType<typeof setTimeout>>();

const readAgain = (id: string) =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: ["bulk", "sheet", id] }),
    queryClient.invalidateQueries({ queryKey: ["bulk", "rows", id] }),
    queryClient.invalidateQueries({ queryKey: ["bulk", "sheets"] }),
  ]);

/** Takes the progress of a check from its event. */
export function takeCheckProgress(progress: SheetProgress) {
  const { id } = progress;
  clearTimeout(silences.get(id));
  silences.set(
    id,
    setTimeout(() => void endCheck(id), SILENT_MS),
  );
  sheetChecks.set(new Map(sheetChecks.get()).set(id, progress));
}

/** The result of a check is there: its progress is not shown any more. */
export function forgetCheck(id: string) {
  clearTimeout(silences.get(id));
  silences.delete(id);
  const left = new Map(sheetChecks.get());
  if (left.delete(id)) sheetChecks.set(left);
}

/** A check is over: its result is read first, so that the page does not fall back in between. */
export async function endCheck(id: string) {
  if (!sheetChecks.get().has(id)) return;
  clearTimeout(silences.get(id));
  silences.delete(id);
  await readAgain(id);
  // Another check of the sheet may have begun meanwhile.
  if (!silences.has(id)) forgetCheck(id);
}
