import { describe, expect, it } from "vitest";
import { slotsFor } from "./rows";

const first = slotsFor({ places: [], ids: [], slots: [] }, [0, 1, 2], ["a", "b", "c"]);

describe("the elements of rows", () => {
  it("go along with a row that stays", () => {
    const next = slotsFor(first, [0, 1, 2], ["new", "a", "b"]);
    expect(next.slots.slice(1), "a and b keep theirs").toEqual(first.slots.slice(0, 2));
    expect(next.slots[0], "the new one takes that of the one that went").toBe(first.slots[2]);
  });

  it("stay in their places when all rows go", () => {
    expect(slotsFor(first, [0, 1, 2], ["x", "y", "z"]).slots).toEqual(first.slots);
    expect(slotsFor(first, [0, 2], ["x", "z"]).slots, "fewer rows").toEqual([first.slots[0], first.slots[2]]);
  });

  it("are never shared", () => {
    let slots = first;
    for (const ids of [["b", "x"], ["x", "y", "b", "a"], ["c", "a"], [], ["a", "b", "c", "d"]]) {
      slots = slotsFor(
        slots,
        ids.map((_, at) => at + 1),
        ids,
      );
      expect(new Set(slots.slots).size).toBe(ids.length);
    }
  });
});
