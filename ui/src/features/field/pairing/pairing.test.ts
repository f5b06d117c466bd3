import { describe, expect, it } from "vitest";
import { BOX, box, CARD, card, entity, pairing } from "../../../test/field";
import { cardValues, isCalled, isNew, pairingDraft, pairingOf, takenFrom } from "./pairing";

const known = { card: { text: CARD, entity: card }, box: { text: BOX, entity: box }, subscription: "S100" };
const unknown = { card: { text: "0001", entity: null }, box: { text: "dc1", entity: null }, subscription: null };

describe("a pairing's values", () => {
  it("of a new Conax pairing are CA ids where they are known, and the numbers as they stand otherwise", () => {
    expect(pairingDraft("conax", "create", known).values).toEqual({
      subscription_identifier: "S100",
      "subscription_identifier.by": "number",
      "smartcard_set.0.smartcard_ca_id": "1906618840",
      "stb_set.0.stb_ca_id": BOX,
    });
    expect(pairingDraft("conax", "create", unknown).values).toEqual({
      "smartcard_set.0.smartcard_ca_id": "0001",
      "stb_set.0.stb_ca_id": "dc1",
    });
  });

  it("of an addition name the card that is in the pairing, and add the box alone", () => {
    const { operation, values } = pairingDraft("conax", "add", { ...known, subscription: null });
    expect(operation).toBe("conax.add-to-pairing");
    expect(values).toEqual({
      smartcard_identifier: CARD,
      "smartcard_identifier.by": "serial_number",
      "stb_set.0.stb_ca_id": BOX,
    });
  });

  it("of Nagravision always name a box: without it the card would be unpaired", () => {
    expect(pairingDraft("nagravision", "create", unknown)).toEqual({
      operation: "nagra.pair",
      values: {
        smartcard_identifier: "0001",
        "smartcard_identifier.by": "serial_number",
        stb_identifier: "dc1",
        "stb_identifier.by": "serial_number",
      },
    });
  });

  it("name a card by the first name that the API takes", () => {
    const by = (part: object) => cardValues({ text: "x", entity: entity(part) })["smartcard_identifier.by"];
    expect(by({ alternativeCode: "A", id: "I" })).toBe("alternative_code");
    expect(by({ id: "I" })).toBe("id");
    expect(cardValues({ text: "77", entity: entity({ caId: "77" }) })).toMatchObject({ smartcard_identifier: "77" });
  });

  it("come back into the hand when the request is taken back", () => {
    for (const draft of [
      pairingDraft("conax", "create", unknown),
      pairingDraft("conax", "add", unknown),
      pairingDraft("nagravision", "create", unknown),
    ]) {
      expect(takenFrom(draft), draft.operation).toMatchObject({ card: { text: "0001" }, box: { text: "dc1" } });
    }
  });
});

describe("what is known of a pairing", () => {
  const before = [pairing(["1906618840"], ["stb1"])];
  it("is found by any of the card's names, and zeros count", () => {
    expect(pairingOf(known.card, before)).toBe(before[0]);
    expect(pairingOf({ text: CARD, entity: null }, before)).toBeUndefined();
    expect(isCalled(known.box, " STB04-7718-0419 ")).toBe(true);
  });
  it("tells what is new", () => {
    expect(isNew("STB1", "setTopBoxes", before[0])).toBe(false);
    expect(isNew("stb2", "setTopBoxes", before[0])).toBe(true);
    expect(isNew("stb1", "setTopBoxes", undefined)).toBe(true);
  });
});
