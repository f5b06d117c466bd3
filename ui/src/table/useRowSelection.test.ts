import { describe, expect, it } from "vitest";
import { ALL, countOf, isSelected, NOTHING, toggledKey, withKeys } from "./useRowSelection";

describe("a selection", () => {
  it("counts some rows, and all but some", () => {
    const some = toggledKey(toggledKey(NOTHING, "a"), "b");
    expect(countOf(some, 9)).toBe(2);
    const butOne = toggledKey(ALL, "a");
    expect(countOf(butOne, 9)).toBe(8);
    expect(isSelected(butOne, "a")).toBe(false);
    expect(isSelected(butOne, "b"), "also one that came later").toBe(true);
    expect(toggledKey(some, "a")).toEqual({ all: false, keys: new Set(["b"]) });
  });

  it("shrinks again with its range, and remembers the range's beginning", () => {
    const base = toggledKey(NOTHING, "z");
    expect(withKeys(base, ["a", "b", "c"]).keys.size).toBe(4);
    expect(withKeys(base, ["a"]).keys).toEqual(new Set(["z", "a"]));
    expect(withKeys(toggledKey(ALL, "a"), ["a"]).keys.size).toBe(0);
  });
});
