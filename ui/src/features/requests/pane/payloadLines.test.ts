import { expect, it } from "vitest";
import { payloadLines } from "./payloadLines";

const REFERENCE = "b71084cd-0000-4000-8000-019000000012";

it("separates known values that run into each other, and guesses no border", () => {
  for (const [text, known, lines] of [
    ["019000000012041", ["01900000001", "2041"], ["01900000001", "2041"]],
    ["0190000000101900000002stb-1", ["01900000002", "01900000001", "stb-1"], ["01900000001", "01900000002", "stb-1"]],
    // The short value occurs in the long one.
    ["019204100012041", ["01920410001", "2041"], ["01920410001", "2041"]],
    [`OK${REFERENCE}`, [REFERENCE, null], ["OK", REFERENCE]],
    [`CLIENT_NOT_FOUND${REFERENCE}`, [REFERENCE, "019"], ["CLIENT_NOT_FOUND", REFERENCE]],
    // Something unknown is in between.
    ["0190000000172041", ["01900000001", "2041"], undefined],
    ["019000000012041", ["01900000001"], undefined],
    ["01900000001", ["01900000001"], undefined],
    ["PAIR 01900000001 stb-1", ["01900000001", "stb-1"], undefined],
    ["<a>01900000001</a>", ["01900000001"], undefined],
    ["OK", [], undefined],
  ] as const) {
    expect(payloadLines(text, known), text).toEqual(lines);
  }
});
