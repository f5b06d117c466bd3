import { describe, expect, it } from "vitest";
import { page, thing } from "../../test/things";
import { changesBetween } from "./useChanges";

describe("changes", () => {
  it("are what a person reads, not when it was read", () => {
    const before = page(thing());
    expect([...changesBetween(before, page(thing({ asOf: 9, stale: true, pinned: true })))]).toEqual([]);
    expect([...changesBetween(before, page(thing({ state: null }), { account: "A1" }))]).toEqual(["state", "account"]);
  });
});
