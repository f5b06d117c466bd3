import type { Marks, MarkVersion } from "../../../api/bindings";

/** What counts now, of all that was ever marked. */
export function marksOf(history: readonly MarkVersion[]): Marks {
  const now = (field: MarkVersion["field"]) => history.find((one) => one.field === field && one.current)?.value ?? null;
  const snooze = now("snooze");
  return {
    assignee: now("assignee"),
    note: now("note"),
    snoozedUntil: snooze === null ? null : Number(snooze),
    dismissed: now("dismissal"),
  };
}
