import { describe, expect, it } from "vitest";
import { chosenBy, isChosen } from "./overviewFilters";
import { EVERYTHING } from "./rejectedView";

describe("a bar of the overview", () => {
  it("shows the requests that it counts, and a second time all of them again", () => {
    const day = { kind: "day", day: "2026-02-20" } as const;
    const on = { ...EVERYTHING, ...chosenBy(EVERYTHING, "g", day) };
    expect(on.period).toEqual({ from: "2026-02-20", to: "2026-02-20" });
    expect(isChosen(on, "g", day)).toBe(true);
    expect({ ...on, ...chosenBy(on, "g", day) }).toEqual(EVERYTHING);

    const age = { kind: "age", from: 24, to: 72 } as const;
    const aged = { ...EVERYTHING, ...chosenBy({ ...EVERYTHING, show: "snoozed" }, "g", age) };
    expect(aged).toMatchObject({ show: "open", age: { from: 24, to: 72 } });
    expect(isChosen(aged, "g", age)).toBe(true);
    expect(isChosen(aged, "g", { ...age, to: null })).toBe(false);
    expect(chosenBy(aged, "g", age).age).toBeNull();
  });

  it("leads to its cause", () => {
    const cause = { kind: "cause", group: "h" } as const;
    expect(chosenBy({ ...EVERYTHING, job: "g-1" }, "g", cause)).toEqual({ show: "open", group: "h", job: undefined });
    expect(isChosen(EVERYTHING, "h", cause)).toBe(true);
  });
});
