import { describe, expect, it } from "vitest";
import { isGrowing } from "./GroupList";

describe("a trend", () => {
  it("grows when there is more in its later half, and still more at its end", () => {
    expect(isGrowing([0, 0, 0, 1, 0, 2, 1, 3, 4, 6, 6, 7])).toBe(true);
    expect(isGrowing([0, 0, 0, 0, 0, 0, 0, 9, 18, 11, 3, 0]), "a peak that is over").toBe(false);
    expect(isGrowing([3, 2, 3, 2, 3, 3, 2, 3, 2, 3, 2, 3]), "the usual up and down").toBe(false);
    expect(isGrowing(Array(12).fill(0))).toBe(false);
  });
});
