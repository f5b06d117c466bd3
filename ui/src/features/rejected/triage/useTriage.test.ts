import { describe, expect, it } from "vitest";
import { rejectedRow } from "../../../test/rejected";
import { undoOf } from "./useTriage";

describe("undo of a triage action", () => {
  const none = { assignee: null, note: null, snoozedUntil: null, dismissed: null };
  const rows = [
    rejectedRow("a", { marks: { ...none, assignee: "Ruth" } }),
    rejectedRow("b", { marks: none }),
    rejectedRow("c", { marks: { ...none, assignee: "Ruth", snoozedUntil: 5 } }),
  ];

  it("restores each request's former mark", () => {
    expect(undoOf({ mark: "assign", to: "Ines" }, rows)).toEqual([
      { keys: ["a", "c"], change: { mark: "assign", to: "Ruth" } },
      { keys: ["b"], change: { mark: "assign", to: null } },
    ]);
  });

  it("reopens dismissed requests, and restores a former snooze", () => {
    expect(undoOf({ mark: "dismiss", reason: "x" }, rows)).toEqual([
      { keys: ["a", "b", "c"], change: { mark: "reopen" } },
      { keys: ["c"], change: { mark: "snooze", until: 5 } },
    ]);
    expect(undoOf({ mark: "reopen" }, rows)).toEqual([{ keys: ["c"], change: { mark: "snooze", until: 5 } }]);
  });
});
