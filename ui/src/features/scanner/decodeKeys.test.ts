import { describe, expect, it } from "vitest";
import { mayBeSwapped, normalised, stripped, textOf } from "./decodeKeys";
import type { Press } from "./rhythm";

/** `code` or `code⇧`, and what the layout made of it. */
const press = ([code, key]: [string, string], at: number): Press => ({
  code: code.replace("⇧", ""),
  key,
  shift: code.endsWith("⇧"),
  at,
});
const read = (...keys: [string, string][]) => textOf(keys.map(press));

describe("a scanner's text", () => {
  it("is the typed text where the layout is the scanner's", () => {
    expect(read(["KeyS⇧", "S"], ["Digit0", "0"], ["Minus", "-"], ["Slash", "/"])).toBe("S0-/");
  });

  it("comes from the keys' places on a Greek layout", () => {
    expect(read(["KeyS", "σ"], ["KeyT", "τ"], ["KeyB⇧", "Β"], ["Digit0", "0"], ["Minus", "-"])).toBe("stB0-");
  });

  it("comes from the keys' places where AZERTY garbles the digits, letters and all", () => {
    expect(read(["KeyQ", "a"], ["Digit0", "à"], ["Digit1", "&"], ["Minus", ")"])).toBe("q01-");
  });

  it("is the typed text where the scanner is set up for AZERTY", () => {
    expect(read(["KeyQ", "a"], ["Digit0⇧", "0"], ["Digit1⇧", "1"], ["Digit6", "-"])).toBe("a01-");
  });

  it("comes from the letters of a Greek layout where the keys have no places", () => {
    expect(read(["", "σ"], ["", "τ"], ["", "β"], ["", "0"])).toBe("stb0");
    expect(read(["⇧", "Σ"], ["⇧", "Τ"], ["⇧", "Β"], ["", "-"])).toBe("STB-");
  });

  it("has a code's own signs on a layout that has them elsewhere", () => {
    expect(read(["BracketRight", "+"], ["KeyC⇧", "Ψ"], ["Digit1", "1"], ["Slash", "-"])).toBe("]C1/");
  });

  it("may have swapped letters where Caps Lock is on", () => {
    const on = (key: string) => [{ code: "", key, shift: false, at: 0, capsLock: true }];
    expect(mayBeSwapped(on("A"))).toBe(true);
    expect(mayBeSwapped(on("1")), "digits have no case").toBe(false);
    expect(mayBeSwapped([{ code: "KeyA", key: "A", shift: true, at: 0 }])).toBe(false);
  });

  it("has the digits of the number pad, with and without the number lock", () => {
    expect(read(["Numpad1", "End"], ["Numpad2", "2"], ["NumpadSubtract", "-"])).toBe("12-");
  });

  it("loses the scanner's prefix and suffix, and no zero", () => {
    expect(stripped("~01900#", { prefix: "~", suffix: "#" })).toBe("01900");
    expect(stripped("01900", { prefix: "~", suffix: "" })).toBe("01900");
    expect(stripped("01900#\u001d", { prefix: "", suffix: "#" }), "a separator parts nothing at the end").toBe("01900");
    expect(stripped("##", { prefix: "##", suffix: "##" })).toBe("");
  });
});

it.each([
  // As it is
  ["01900000001", "01900000001", "nothing"],
  ["stb-0000-0001", "stb-0000-0001", "nothing"],
  ["S'1", "S'1", "an apostrophe inside"],
  ["A1 B2", "A1 B2", "a blank inside of what is no number"],
  // Not seen
  ["\ufeff01900000001", "01900000001", "a byte order mark"],
  ["0190\u200b0000001", "01900000001", "a blank of no width"],
  ["\u202a01900000001\u202c", "01900000001", "marks of direction"],
  ["\u200e01900000001\u200f", "01900000001", "marks of direction"],
  ["0190\u00ad0000001", "01900000001", "a soft hyphen"],
  ["0190\u20600000001\u0000", "01900000001", "a joiner and a control character"],
  ["01900000001\ufe0f", "01900000001", "a variation selector"],
  ["01900000001\u3164", "01900000001", "a filler"],
  // Blanks
  ["\u00a001900000001\u00a0", "01900000001", "no-break blanks round it"],
  ["0190 0000 001", "01900000001", "groups"],
  ["0190\u202f0000\u2009001", "01900000001", "groups by narrow blanks"],
  ["01900000001\r\n", "01900000001", "a line's end"],
  ["\u300001900000001", "01900000001", "a wide blank"],
  // Of other scripts
  ["０１９００００００01", "01900000001", "full width"],
  ["ｓｔｂ－０１", "stb-01", "full width, letters and a dash too"],
  ["٠١٩٠٠٠٠٠٠٠١", "01900000001", "Arabic digits"],
  ["۰۱۹", "019", "Persian digits"],
  ["०१९", "019", "Devanagari digits"],
  ["𝟎𝟏𝟗", "019", "mathematical digits"],
  ["stb\u20110000\u20130001", "stb-0000-0001", "dashes"],
  ["stb\u22120001", "stb-0001", "a minus"],
  // Protected
  ['="01900000001"', "01900000001", "as a formula"],
  ['= "0190"', "0190", "as a formula with a blank"],
  ['"01900000001"', "01900000001", "quotation marks"],
  ["'01900000001", "01900000001", "an apostrophe"],
  ["’01900000001", "01900000001", "a typographic apostrophe"],
  ["\u00a0'0190\u00a00001 ", "01900001", "several of these"],
  ["＝＂０１９＂", "019", "a formula of full width"],
  ["", "", "nothing at all"],
])("%j is meant as %j (%s)", (text, meant) => {
  expect(normalised(text)).toBe(meant);
  expect(normalised(meant), "once is enough").toBe(meant);
});
