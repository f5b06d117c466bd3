import { describe, expect, it } from "vitest";
import { datesIn } from "../../../state/dates";
import { snoozes } from "./TriageForms";

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
