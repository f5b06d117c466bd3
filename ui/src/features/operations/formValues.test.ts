import { describe, expect, it } from "vitest";
import { operationById } from "../../state/catalogue";
import { isSet, type SetField } from "./fields/fieldKinds";
import {
  emptyValues,
  filledOneOf,
  filledValues,
  forDesk,
  isUntouched,
  setRows,
  splitIdentifiers,
  withoutPins,
  withPasted,
  withRows,
} from "./formValues";

function operation(id: string) {
  const found = operationById(id);
  if (!found) throw new Error(`${id} is not in the catalogue`);
  return found;
}
const pairing = operation("conax.create-pairing");
const cards = pairing.fields.find((field): field is SetField => isSet(field) && field.name === "smartcard_set");
if (!cards) throw new Error("a pairing has a set of cards");

describe("the draft of a form", () => {
  it("has no values while no text is typed", () => {
    expect(forDesk(pairing, emptyValues(pairing))).toEqual({});
    expect(isUntouched(pairing, emptyValues(pairing))).toBe(true);
  });

  it("names an identifier's field only beside an identifier", () => {
    const values = { ...emptyValues(pairing), subscription_identifier: "S100" };
    expect(forDesk(pairing, values)).toEqual({
      subscription_identifier: "S100",
      "subscription_identifier.by": "number",
    });
  });

  it("keeps leading zeros, and leaves out choices that mean the same as their absence", () => {
    const values = withRows(emptyValues(pairing), cards, ["01900000001", ""]);
    expect(forDesk(pairing, { ...values, priority: "REGULAR" })).toEqual({
      "smartcard_set.0.smartcard_ca_id": "01900000001",
    });
    expect(forDesk(pairing, { ...values, priority: "EXPRESS" })).toMatchObject({ priority: "EXPRESS" });
  });

  it("sends dates in the server's format, and other text as typed", () => {
    const at = (text: string) => forDesk(pairing, { ...emptyValues(pairing), scheduled_date: text }).scheduled_date;
    expect(at("2026-11-21 14:30")).toBe("2026-11-21T14:30");
    expect(at("21/11/2026 9:05")).toBe("2026-11-21T09:05");
    expect(at("2026-11-21")).toBe("2026-11-21T00:00");
    expect(at("2026-02-30 10:00")).toBe("2026-02-30 10:00");
    expect(at("soon")).toBe("soon");
  });

  it("sends only the chosen one of two sets that exclude each other", () => {
    const adding = operation("conax.add-to-pairing");
    const values = filledValues(adding, {
      "smartcard_set.0.smartcard_ca_id": "01900000002",
      "stb_set.0.stb_ca_id": "stb-0000-0001",
    });
    expect(Object.keys(forDesk(adding, values, "smartcard_set"))).toEqual(["smartcard_set.0.smartcard_ca_id"]);
    expect(filledOneOf(adding, filledValues(adding, { "smartcard_set.0.smartcard_ca_id": "1" }))).toBe("smartcard_set");
  });

  it("has no PIN in a draft", () => {
    const setPin = operation("conax.set-pin");
    expect(withoutPins(setPin, { pin: "4821", smartcard_identifier: "019" })).toEqual({ smartcard_identifier: "019" });
  });
});

describe("sets", () => {
  it("close their gaps when a draft comes back", () => {
    const values = filledValues(pairing, {
      "smartcard_set.0.smartcard_ca_id": "1",
      "smartcard_set.3.smartcard_ca_id": "2",
    });
    expect(setRows(values, cards)).toEqual(["1", "2"]);
  });

  it("take several pasted identifiers, from a list or a sheet", () => {
    expect(splitIdentifiers("01\r\n02\n\n03\t04, 05;06")).toEqual(["01", "02", "03", "04", "05", "06"]);
    const values = withPasted(withRows(emptyValues(pairing), cards, ["01", "", "09"]), cards, 1, ["02", "03"]);
    expect(setRows(values, cards)).toEqual(["01", "02", "03", "09"]);
  });
});

it("remembers which identifier a field asked for", () => {
  const previous = { ...emptyValues(pairing), "subscription_identifier.by": "id", subscription_identifier: "x" };
  expect(emptyValues(pairing, previous)).toMatchObject({
    subscription_identifier: "",
    "subscription_identifier.by": "id",
  });
});
