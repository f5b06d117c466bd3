import { describe, expect, it } from "vitest";
import { type Burst, feed, interpretKey, measured, type Press, paused, type Scan } from "./rhythm";

const pace = { gapMillis: 30, shortest: 6 };

/** Keys with the milliseconds before each, as recorded. */
type Recorded = [key: string, millis: number, part?: Partial<Press>][];

const codeOf = (key: string) =>
  /^\d$/.test(key) ? `Digit${key}` : /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key === "-" ? "Minus" : key;

function play(recorded: Recorded) {
  let at = 0;
  let burst: Burst = [];
  const scans: Scan[] = [];
  for (const [key, millis, part] of recorded) {
    at += millis;
    const next = feed(burst, { code: codeOf(key), key, shift: false, at, ...part }, pace);
    burst = next.burst;
    if (next.scan) scans.push(next.scan);
  }
  const last = paused(burst, pace);
  return [...scans, ...(last ? [last] : [])].map(({ presses, by }) => [presses.map(({ key }) => key).join(""), by]);
}

const spaced = (text: string, gaps: number[]): Recorded =>
  [...text].map((key, place) => [key, gaps[place % gaps.length] ?? 0]);

const SCANNER = [9, 6, 11, 5, 15, 7, 8, 12];
const FAST_TYPIST = [74, 61, 90, 66, 83, 60, 88];
const CARD = "01900000001";

describe("recorded keys", () => {
  it("of a slow typist are no scan", () => {
    expect(play([...spaced(CARD, [200, 231, 187]), ["Enter", 240]])).toEqual([]);
  });

  it("of a fast typist are no scan, not even with two keys at once", () => {
    expect(play([...spaced(CARD, FAST_TYPIST), ["Enter", 95]])).toEqual([]);
    expect(play([...spaced("019", FAST_TYPIST), ["0", 4], ["0", 71], ["1", 12], ["Enter", 60]])).toEqual([]);
  });

  it("of a scanner are one", () => {
    expect(play(spaced(CARD, SCANNER))).toEqual([[CARD, "pause"]]);
  });

  it("of a scanner that ends with Enter or Tab, which may come a little later", () => {
    expect(play([...spaced(CARD, SCANNER), ["Enter", 8]])).toEqual([[CARD, "enter"]]);
    expect(play([...spaced(CARD, SCANNER), ["Enter", 90]])).toEqual([[CARD, "enter"]]);
    expect(play([...spaced(CARD, SCANNER), ["Tab", 6]])).toEqual([[CARD, "tab"]]);
  });

  it("of a scanner are one, although the window was busy at its beginning and once more", () => {
    const busy = [47, 59, 12, 9, 14, 8, 11, 10, 68, 7];
    const recorded = [...CARD].map((key, place): Recorded[number] => [key, place === 0 ? 400 : (busy[place - 1] ?? 0)]);
    expect(play([...recorded, ["Enter", 62]])).toEqual([[CARD, "enter"]]);
  });

  it("of a scanner that parts and ends codes by control characters are one", () => {
    const control = (code: string, key: string, at = 9): Press =>
      interpretKey({ code, key, shift: false, at, command: true }, true);
    const gs = control("BracketRight", "]");
    expect(play([...spaced("21AB1", SCANNER), [gs.key, 6, gs], ["1", 9], ["0", 8], ["Enter", 8]])).toEqual([
      ["21AB1\u001d10", "enter"],
    ]);
    const f8 = interpretKey({ code: "F8", key: "F8", shift: false, at: 0 }, false);
    expect(play([[f8.key, 6, f8], ...spaced(CARD, SCANNER), ["Enter", 8]]), "none begins with it").toEqual([
      [CARD, "enter"],
    ]);
    for (const [code, by] of [
      ["KeyM", "enter"],
      ["KeyJ", "enter"],
      ["KeyI", "tab"],
    ] as const) {
      const end = control(code, code.slice(3).toLowerCase());
      expect(play([...spaced(CARD, SCANNER), [end.key, 8, end]]), code).toEqual([[CARD, by]]);
    }
    expect(interpretKey({ code: "KeyC", key: "c", shift: false, at: 0, command: true }, true).command).toBe(true);
  });

  it("of two scans in a row are two, with and without a key between them", () => {
    const box = spaced("stb-0000-0001", SCANNER);
    const [, ...rest] = box;
    expect(play([...spaced(CARD, SCANNER), ["Enter", 9], ["s", 420], ...rest, ["Enter", 7]])).toEqual([
      [CARD, "enter"],
      ["stb-0000-0001", "enter"],
    ]);
    expect(play([...spaced(CARD, SCANNER), ["s", 310], ...rest])).toEqual([
      [CARD, "pause"],
      ["stb-0000-0001", "pause"],
    ]);
  });

  it("of a scan right behind typing are only the scan's", () => {
    expect(play([...spaced("S10", FAST_TYPIST), ["0", 330], ...spaced("1900000001", SCANNER), ["Enter", 8]])).toEqual([
      ["01900000001", "enter"],
    ]);
  });

  it("of a scan that was interrupted are no whole one", () => {
    expect(play([...spaced("01900", SCANNER), ["0", 260], ...spaced("0001", SCANNER)])).toEqual([]);
    expect(play([...spaced("01900000", SCANNER), ["Backspace", 8], ...spaced("001", SCANNER), ["Enter", 5]])).toEqual(
      [],
    );
  });

  it("of a key that is held down are no scan, however fast it repeats", () => {
    const held: Recorded = [
      ["0", 200],
      ...Array.from({ length: 20 }, (): Recorded[number] => ["0", 25, { repeat: true }]),
    ];
    expect(play([...held, ["Enter", 20]])).toEqual([]);
  });

  it("with Shift are the scan's too, with Ctrl they end it", () => {
    expect(play([["Shift", 5], ["S", 5, { shift: true }], ...spaced("TB001", SCANNER), ["Enter", 5]])).toEqual([
      ["STB001", "enter"],
    ]);
    expect(play([...spaced(CARD, SCANNER), ["Enter", 5, { command: true }]])).toEqual([]);
  });

  it("are typing where they are fewer than the shortest code, and a person's Enter ends no scan", () => {
    expect(play([...spaced("12345", SCANNER), ["Enter", 5]])).toEqual([]);
    expect(play([...spaced(CARD, SCANNER), ["Enter", 230]])).toEqual([]);
  });
});

it("shows the measured rhythm", () => {
  const presses = [0, 10, 18, 60].map((at): Press => ({ code: "Digit1", key: "1", shift: false, at }));
  expect(measured(presses)).toEqual({ typical: 10, slowest: 42 });
  expect(measured(presses.slice(0, 1))).toEqual({ typical: 0, slowest: 0 });
});
