import { describe, expect, it } from "vitest";
import { operationById } from "../../state/catalogue";
import { emptyValues } from "./formValues";
import { withScanned } from "./scans";

function scanned(
  id: string,
  oneOf: string | undefined,
  filled: Record<string, string>,
  kind: "smartcard" | "setTopBox",
) {
  const operation = operationById(id);
  if (!operation) throw new Error(`${id} is not in the catalogue`);
  const values = { ...emptyValues(operation), ...filled };
  const result = withScanned(operation, values, oneOf, kind, "NEW");
  return result && { input: result.input, oneOf: result.oneOf, held: result.values[result.input] };
}

describe("a scanned card or box", () => {
  it("goes into the first empty row, or a new one", () => {
    expect(scanned("conax.create-pairing", undefined, {}, "smartcard")).toMatchObject({
      input: "smartcard_set.0.smartcard_ca_id",
      held: "NEW",
    });
    const filled = { "stb_set.0.stb_ca_id": "A" };
    expect(scanned("conax.create-pairing", undefined, filled, "setTopBox")?.input).toBe("stb_set.1.stb_ca_id");
  });

  it("is not put there twice", () => {
    const filled = { "stb_set.0.stb_ca_id": "A", "stb_set.1.stb_ca_id": " new" };
    expect(scanned("conax.create-pairing", undefined, filled, "setTopBox")).toMatchObject({
      input: "stb_set.1.stb_ca_id",
      held: " new",
    });
  });

  it("replaces a single one that is there already", () => {
    expect(scanned("nagra.pair", undefined, { smartcard_identifier: "OLD" }, "smartcard")).toMatchObject({
      input: "smartcard_identifier",
      held: "NEW",
    });
  });

  it("fills the card that is looked for before the set, and chooses between sets only where it must", () => {
    const adding = "conax.add-to-pairing";
    expect(scanned(adding, "smartcard_set", {}, "smartcard")?.input).toBe("smartcard_identifier");
    const known = { smartcard_identifier: "A" };
    expect(scanned(adding, "smartcard_set", known, "smartcard")).toMatchObject({
      input: "smartcard_set.0.smartcard_ca_id",
      oneOf: "smartcard_set",
    });
    expect(scanned(adding, "stb_set", known, "smartcard")?.input).toBe("smartcard_identifier");
    expect(scanned(adding, "smartcard_set", known, "setTopBox")).toMatchObject({
      input: "stb_set.0.stb_ca_id",
      oneOf: "stb_set",
    });
  });

  it("has no place in a form that takes none", () => {
    expect(scanned("conax.reset-pin", undefined, {}, "setTopBox")).toBeUndefined();
  });
});
