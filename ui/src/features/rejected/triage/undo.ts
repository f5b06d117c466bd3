// What takes a mark back. Pure.
import type { MarkChange, Marks, RejectedRow } from "../../../api/bindings";

/** Some requests, and what to mark them with. */
export interface Taken {
  keys: string[];
  change: MarkChange;
}

/** Marks that make the rows what they were before `change`: each value is given back to those that had it. */
export function undoOf(change: MarkChange, rows: readonly RejectedRow[]): Taken[] {
  const taken = new Map<string, Taken>();
  for (const { row, marks } of rows) {
    for (const back of backTo(change, marks)) {
      const name = JSON.stringify(back);
      const same = taken.get(name) ?? { keys: [], change: back };
      same.keys.push(row.key);
      taken.set(name, same);
    }
  }
  // What opens again comes first: a snooze or a dismissal that was there before is put back after it.
  return [...taken.values()].sort((one, other) => Number(isOpening(other)) - Number(isOpening(one)));
}

const isOpening = ({ change }: Taken) => change.mark === "reopen";

function backTo(change: MarkChange, { assignee, note, snoozedUntil, dismissed }: Marks): MarkChange[] {
  switch (change.mark) {
    case "assign":
      return [{ mark: "assign", to: assignee }];
    case "note":
      return [{ mark: "note", text: note }];
    default: {
      const before: MarkChange[] = [];
      if (snoozedUntil !== null) before.push({ mark: "snooze", until: snoozedUntil });
      if (dismissed !== null) before.push({ mark: "dismiss", reason: dismissed });
      return change.mark === "reopen" ? before : [{ mark: "reopen" }, ...before];
    }
  }
}
