import { describe, expect, it } from "vitest";
import { datesIn } from "../../state/dates";
import { row } from "../../test/desk";
import { timelineLines } from "./EntityTimeline";

describe("a timeline", () => {
  it("begins with unsent requests, then has a heading for each day of the server's zone", () => {
    const at = (day: number, hour: number) => Date.UTC(2026, 1, day, hour);
    const rows = [
      row({ key: "a", state: "completed", created: at(26, 22) }),
      row({ key: "b", state: "held", created: at(26, 21) }),
      row({ key: "c", state: "rejected", created: at(26, 12) }),
      row({ key: "d", state: "completed", created: null }),
    ];
    const lines = timelineLines(rows, datesIn("Europe/Athens").dayStart);
    expect(lines.map((line) => (line.kind === "request" ? line.row.key : line.kind))).toEqual([
      "waiting",
      "b",
      "day",
      "a",
      "day",
      "c",
      "day",
      "d",
    ]);
    expect(lines[2], "ten in the evening of the 26th is the 27th there").toEqual({ kind: "day", at: at(26, 22) });
  });
});
