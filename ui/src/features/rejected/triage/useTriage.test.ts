import { describe, expect, it } from "vitest";
import { rejectedRow } from "../../../test/rejected";
import { undoOf } from "./useTriage";

describe("what takes a mark back", () => {
  const none = { assignee: null, note: null, snoozedUntil: null, dismissed: null };
  const rows = [
    rejectedRow("a", { marks: { ...none, assignee: "Ruth" } }),
    rejectedRow("b", { marks: none }),
    rejectedRow("c", { marks: { ...none, assignee: "Ruth", snoozedUntil: 5 } }),
  ];

  it("gives each request back what it had", () => {
    expect(undoOf({ mark: "assign", to: "Ines" }, rows)).toEqual([
      { keys: ["a", "c"], change: { mark: "assign", to: "Ruth" } },
      { keys: ["b"], change: { mark: "assign", to: null } },
    ]);
  });

  it("opens what was put aside, and puts back the snooze that was there", () => {
    expect(undoOf({ mark: "dismiss", reason: "x" }, rows)).toEqual([
      { keys: ["a", "b", "c"], change: { mark: "reopen" } },
      { keys: ["c"], change: { mark: "snooze", until: 5 } },
    ]);
    expect(undoOf({ mark: "reopen" }, rows)).toEqual([{ keys: ["c"], change: { mark: "snooze", until: 5 } }]);
  });
});
