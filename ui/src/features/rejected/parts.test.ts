import { describe, expect, it } from "vitest";
import { datesIn } from "../../state/dates";
import { rejectedRow } from "../../test/rejected";
import { isGrowing } from "./groups/trend";
import { tailsOf } from "./pane/swapped";
import { isPin, lined } from "./report";
import { snoozes } from "./triage/snoozes";
import { undoOf } from "./triage/undo";

describe("a trend", () => {
  it("grows when there is more in its later half, and still more at its end", () => {
    expect(isGrowing([0, 0, 0, 1, 0, 2, 1, 3, 4, 6, 6, 7])).toBe(true);
    expect(isGrowing([0, 0, 0, 0, 0, 0, 0, 9, 18, 11, 3, 0]), "a peak that is over").toBe(false);
    expect(isGrowing([3, 2, 3, 2, 3, 3, 2, 3, 2, 3, 2, 3]), "the usual up and down").toBe(false);
    expect(isGrowing(Array(12).fill(0))).toBe(false);
  });
});

describe("a snooze", () => {
  const athens = datesIn("Europe/Athens");
  const until = (now: string) =>
    snoozes(athens, athens.instant(now)).map(({ name, at }) => `${name} ${athens.wallClock(at)}`);

  it("ends in the morning of the server's day, also where the clock is changed in between", () => {
    expect(until("2026-03-27T15:20:00")).toEqual([
      "later 2026-03-27T18:20:00",
      "tomorrow 2026-03-28T08:00:00",
      "monday 2026-03-30T08:00:00",
    ]);
  });

  it("names Monday only where it is another day than tomorrow", () => {
    expect(
      until("2026-03-01T15:20:00").map((one) => one.split(" ")[0]),
      "a Sunday",
    ).toEqual(["later", "tomorrow"]);
    expect(until("2026-03-02T15:20:00").at(-1), "a Monday").toBe("monday 2026-03-09T08:00:00");
  });
});

describe("two digits that changed place", () => {
  it("are shown with a few before or after them", () => {
    expect(tailsOf("01906547402", "01906574402")).toEqual(["…47402", "…74402"]);
    expect(tailsOf("01906574402", "10906574402")).toEqual(["01906574402", "10906574402"]);
    expect(tailsOf("12", "21")).toEqual(["12", "21"]);
  });
});

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

describe("a report", () => {
  it("has a line for what is known, parts set apart, and long texts indented", () => {
    const text = lined([
      [
        ["Request", "58226 Add service"],
        ["Card", null],
      ],
      [["Answer", "Fault\nat C.java:42\n"]],
      [["Note", undefined]],
    ]);
    expect(text).toBe("Request: 58226 Add service\n\nAnswer: \n  Fault\n  at C.java:42");
  });

  it("knows a parameter that may hold a PIN", () => {
    for (const name of ["pin", "new_pin", "pin_code", "pinCode", "PIN", "parental_pin_value", "password"]) {
      expect(isPin(name), name).toBe(true);
    }
    for (const name of ["shipping_date", "smartcard_ca_id", "pinning"]) expect(isPin(name), name).toBe(false);
  });
});
