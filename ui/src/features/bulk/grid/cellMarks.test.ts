import { describe, expect, it } from "vitest";
import { cellParts } from "./cellMarks";

const marked = (was: string, now: string) =>
  cellParts(was, now)
    .map(({ text, added }) => (added ? `[${text}]` : text))
    .join("");

describe("the parts of a repaired cell", () => {
  it("mark the zero that was put back", () => {
    expect(marked("1900000001", "01900000001")).toBe("[0]1900000001");
    expect(marked("00123", "000123")).toBe("[0]00123");
    expect(marked("1 900 000 001", "01900000001")).toBe("[0]1900000001");
  });

  it("mark each letter that became a digit", () => {
    expect(marked("O19OOl", "019001")).toBe("[0]19[001]");
  });

  it("mark nothing where characters were only removed", () => {
    expect(marked("'0190-0000 001", "01900000001")).toBe("01900000001");
    expect(marked("019000000017", "01900000001")).toBe("01900000001");
  });

  it("mark all of another value, and nothing of a long text", () => {
    expect(marked("stb-7", "0190")).toBe("[0190]");
    expect(marked("x".repeat(65), "y")).toBe("y");
  });
});
