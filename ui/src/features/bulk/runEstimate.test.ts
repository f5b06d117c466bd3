import { describe, expect, it } from "vitest";
import { runMillis } from "./runEstimate";

const HOUR_MS = 3_600_000;
const pace = { perHour: null, hours: null, mostOpen: 20 };

describe("the time that a run takes", () => {
  it("is that of the first rows alone for a small sheet", () => {
    expect(runMillis(3, pace, 12)).toBe(12 * 60_000);
  });

  it("follows the slower of the rate and the bound on rows without an outcome", () => {
    // 20 at a time with outcomes after 12 minutes are 100 in an hour.
    expect(runMillis(1_003, pace, 12) / HOUR_MS).toBeCloseTo(10.4);
    expect(runMillis(1_003, { ...pace, perHour: 50 }, 12) / HOUR_MS).toBeCloseTo(20.4);
  });

  it("goes on the next day where the hours end", () => {
    const night = { ...pace, hours: { from: 22 * 60, until: 6 * 60 } };
    expect(runMillis(1_003, night, 12) / HOUR_MS).toBeCloseTo(24 + 2.4);
  });
});
