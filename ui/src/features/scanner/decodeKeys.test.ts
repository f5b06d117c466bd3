import { describe, expect, it } from "vitest";
import { mayBeSwapped, stripped, textOf } from "./decodeKeys";
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
  it("is what was typed where the layout is the scanner's", () => {
    expect(read(["KeyS⇧", "S"], ["Digit0", "0"], ["Minus", "-"], ["Slash", "/"])).toBe("S0-/");
  });

  it("comes from the keys' places on a Greek layout", () => {
    expect(read(["KeyS", "σ"], ["KeyT", "τ"], ["KeyB⇧", "Β"], ["Digit0", "0"], ["Minus", "-"])).toBe("stB0-");
  });

  it("comes from the keys' places where AZERTY garbles the digits, letters and all", () => {
    expect(read(["KeyQ", "a"], ["Digit0", "à"], ["Digit1", "&"], ["Minus", ")"])).toBe("q01-");
  });

  it("is what was typed where the scanner is set up for AZERTY", () => {
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

  it("loses what the scanner sends round it, and no zero", () => {
    expect(stripped("~01900#", { prefix: "~", suffix: "#" })).toBe("01900");
    expect(stripped("01900", { prefix: "~", suffix: "" })).toBe("01900");
    expect(stripped("01900#\u001d", { prefix: "", suffix: "#" }), "a separator parts nothing at the end").toBe("01900");
    expect(stripped("##", { prefix: "##", suffix: "##" })).toBe("");
  });
});
