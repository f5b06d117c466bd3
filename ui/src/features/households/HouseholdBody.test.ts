import { describe, expect, it } from "vitest";
import { entity, page } from "../../test/entities";
import { changesBetween } from "./HouseholdBody";

describe("changes", () => {
  it("are values on the page, not the time of the read", () => {
    const before = page(entity());
    expect([...changesBetween(before, page(entity({ asOf: 9, stale: true, pinned: true })))]).toEqual([]);
    expect([...changesBetween(before, page(entity({ state: null }), { account: "A1" }))]).toEqual(["state", "account"]);
  });
});
