import { describe, expect, it } from "vitest";
import { entityOf, entitySearch, listSearch } from "./urls";

describe("names", () => {
  it("are parsed from an address, and other text is not", () => {
    expect(entityOf({ kind: "smartcard", text: "00190" }, "ca_id")).toEqual({
      kind: "smartcard",
      text: "00190",
      by: "ca_id",
    });
    expect(entitySearch({ by: "colour" })).toEqual({});
    expect(listSearch({ kind: "service", text: "", other: "x" })).toEqual({ kind: "service" });
    expect(listSearch({ kind: "horse", text: "S1" })).toEqual({ text: "S1" });
  });
});
