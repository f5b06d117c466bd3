import { describe, expect, it } from "vitest";
import { digitSwapTails } from "./Compare";

describe("two digits that changed place", () => {
  it("are shown with a few before or after them", () => {
    expect(digitSwapTails("01906547402", "01906574402")).toEqual(["…47402", "…74402"]);
    expect(digitSwapTails("01906574402", "10906574402")).toEqual(["01906574402", "10906574402"]);
    expect(digitSwapTails("12", "21")).toEqual(["12", "21"]);
  });
});
