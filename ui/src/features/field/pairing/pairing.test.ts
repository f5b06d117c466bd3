import { describe, expect, it } from "vitest";
import type { RequestState } from "../../../api/bindings";
import { detail, row } from "../../../test/desk";
import { AT, BOX, box, CARD, card, entity, pairing } from "../../../test/field";
import { acceptedAt, cardValues, isCalled, isNew, pairingDraft, pairingOf, resendBlock, takenFrom } from "./pairing";

const known = { card: { text: CARD, entity: card }, box: { text: BOX, entity: box }, subscription: "S100" };
const unknown = { card: { text: "0001", entity: null }, box: { text: "dc1", entity: null }, subscription: null };

describe("a pairing's values", () => {
  it("of a new Conax pairing are CA ids where they are known, and the numbers as typed otherwise", () => {
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

describe("known pairings", () => {
  const before = [pairing(["1906618840"], ["stb1"])];
  it("is found by any of the card's names, and zeros count", () => {
    expect(pairingOf(known.card, before)).toBe(before[0]);
    expect(pairingOf({ text: CARD, entity: null }, before)).toBeUndefined();
    expect(isCalled(known.box, " STB04-7718-0419 ")).toBe(true);
  });
  it("recognises a new card and a new box", () => {
    expect(isNew("STB1", "setTopBoxes", before[0])).toBe(false);
    expect(isNew("stb2", "setTopBoxes", before[0])).toBe(true);
    expect(isNew("stb1", "setTopBoxes", undefined)).toBe(true);
  });
});

const draft = { operation: "conax.create-pairing", values: {} };
const of = (state: RequestState, part = {}) =>
  detail(row({ key: "k", state }), {
    draft,
    timeline: [
      { at: AT - 9_000, step: "sending", detail: null, by: null },
      { at: AT, step: "accepted", detail: null, by: null },
    ],
    ...part,
  });

it("counts from acceptance, not from sending", () => {
  expect(acceptedAt(of("pending"))).toBe(AT);
  expect(acceptedAt(detail(row({ key: "k", state: "queued" })))).toBe(row({ key: "k" }).created);
});

it("is not sent again while its outcome is open, however long that takes", () => {
  for (const state of ["held", "queued", "sending", "pending", "notSent", "unknown", "other"] as const) {
    expect(resendBlock(of(state), 12, AT + 86_400_000), state).toEqual({ why: "open" });
  }
});

it("is sent again only after the picture has had its time, and at once where none is to come", () => {
  const due = AT + 12 * 60_000;
  expect(resendBlock(of("completed"), 12, due - 1)).toEqual({ why: "early", until: due });
  expect(resendBlock(of("completed"), 12, due)).toBeUndefined();
  expect(resendBlock(of("rejected"), 12, AT)).toBeUndefined();
});

it("is never sent again where a PIN was in it, or its values are not known", () => {
  expect(resendBlock(of("rejected", { draft: { operation: "conax.set-pin", values: {} } }), 12, AT)?.why).toBe("pin");
  expect(resendBlock(of("rejected", { draft: null }), 12, AT)?.why).toBe("noForm");
});
