import { describe, expect, it } from "vitest";
import { entity, service, subscription } from "../../test/entities";
import { entityRefOf, identifiersOf, mainIdentifier } from "./identifiers";

describe("names", () => {
  it("keep every zero and put the main identifier first", () => {
    expect(identifiersOf(entity()).map(({ text }) => text)).toEqual(["01900000001", "019000000015", "CARD-1", "F1"]);
    expect(mainIdentifier(entity({ caId: null }))).toBe("019000000015");
    expect(entityRefOf(subscription())).toEqual({ kind: "subscription", text: "S100", by: "number" });
    expect(entityRefOf(service())).toEqual({ kind: "service", text: "CINEMA", by: "code" });
  });
});
