import { describe, expect, it } from "vitest";
import { entity, page } from "../../test/entities";
import { changesBetween } from "./EntityBody";

describe("changes", () => {
  it("are what a person reads, not when it was read", () => {
    const before = page(entity());
    expect([...changesBetween(before, page(entity({ asOf: 9, stale: true, pinned: true })))]).toEqual([]);
    expect([...changesBetween(before, page(entity({ state: null }), { account: "A1" }))]).toEqual(["state", "account"]);
  });
});
