import { describe, expect, it } from "vitest";
import cases from "../../../src-tauri/crates/store/src/words.json";
import { finds, fold, inOrder } from "./words";

describe("texts that people look for", () => {
  it.each(cases.folds)("%j is folded to %j", (text = "", folded = "") => {
    expect(fold(text)).toBe(folded);
    expect(fold(folded)).toBe(folded);
  });

  it.each(cases.finds)("%j is found by %j", (number = "", text = "") => {
    expect(finds([number], text)).toBe(true);
  });

  it("are not found by another text", () => {
    expect(finds(["Γιώργος", null, undefined], "γεωργος")).toBe(false);
    expect(finds(["01900000001"], "01900000001 γ")).toBe(false);
    expect(finds([], "x")).toBe(false);
    expect(finds(["x"], "  ")).toBe(true);
  });

  it("are in the order of numbers and names", () => {
    for (const list of cases.orders.map((all) => all.filter((text) => text.trim() !== ""))) {
      expect([...list].reverse().sort((a, b) => inOrder(a, b, "en"))).toEqual(list);
    }
  });
});
