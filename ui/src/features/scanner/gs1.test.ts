import { expect, it } from "vitest";
import { readCode, SEPARATOR } from "./gs1";

const GS = SEPARATOR;
const GTIN = "09506000134352";

it.each([
  [`]d201${GTIN}21ABC123`, ["ABC123"], "data matrix"],
  [`]C101${GTIN}17261231${GS}21ABC123`, ["ABC123"], "a needless separator"],
  [`]Q301${GTIN}10LOT7${GS}2101900000001`, ["01900000001"], "a lot before it"],
  [`]d2${GS}01${GTIN}2101900000001${GS}10LOT7`, ["01900000001"], "FNC1 at the beginning, a lot after it"],
  [`01${GTIN}21ABC123`, ["ABC123"], "unmarked"],
  [`21ABC123${GS}01${GTIN}`, ["ABC123"], "the serial number first"],
  [`(01)${GTIN}(21)ABC123`, ["ABC123"], "as it is printed"],
  ["]C1800401900000001", ["01900000001"], "an asset"],
  [`]C101${GTIN}250B2${GS}21A1`, ["A1", "B2"], "two serial numbers"],
  [`]d201${GTIN}21A-1/b`, ["A-1/b"], "signs"],
  [`]d201${GTIN}3103001500400PO-1`, [], "no serial number"],
  [`]d201${GTIN.slice(0, 13)}921ABC`, [], "a wrong check digit"],
  ["01900000001", [], "a card's number that begins as one of GS1"],
  ["]d221", [], "an identifier without a value"],
  [`]d221${"1".repeat(21)}`, [], "a serial number that is too long"],
])("%j has %j (%s)", (text, serials) => {
  expect(readCode(text).serials).toEqual(serials);
});

it("removes the symbology identifier of any kind, and keeps the rest", () => {
  expect(readCode("]A001900000001")).toEqual({ raw: "01900000001", gs1: false, serials: [] });
  expect(readCode("]Q1stb-1").raw).toBe("stb-1");
  expect(readCode(`]C1X1${GS}Y2`)).toEqual({ raw: "X1Y2", gs1: true, serials: [] });
  expect(readCode("]").raw).toBe("]");
});
