import { describe, expect, it } from "vitest";
import type { ColumnSet } from "./columnLayout";
import { fitted, longestOf } from "./fittedColumns";

const set: ColumnSet<"number" | "job" | "provider" | "user"> = {
  all: ["number", "job", "provider", "user"],
  shown: ["number", "job", "provider", "user"],
  widths: { number: 80, job: 100, provider: 90, user: 70 },
  yields: ["provider", "user"],
};
const usual = set.all.map((column) => ({ column, shown: true, width: null }));
const names = (room: number | undefined, longest = {}) =>
  fitted(usual, set, longest, room)
    .map(({ column }) => column)
    .join();

describe("the columns of a table", () => {
  it("are all there where they have room, or where the room is not known yet", () => {
    expect(names(340)).toBe("number,job,provider,user");
    expect(names(undefined)).toBe("number,job,provider,user");
  });

  it("make room for the numbers, the least needed one first, and never give up the others", () => {
    expect(names(339)).toBe("number,job,user");
    expect(names(200)).toBe("number,job");
    expect(names(20)).toBe("number,job");
  });

  it("are as wide as their longest number, up to the length of a set of cards", () => {
    const rows = [{ number: "58231" }, { number: "1010000000123456" }, { number: null }];
    const longest = longestOf<{ number: string | null }, "number" | "job" | "provider" | "user">(
      rows,
      ["number"],
      ({ number }) => number,
    );
    expect(longest).toEqual({ number: 16 });
    const [number] = fitted(usual, set, longest, undefined);
    expect(number?.width).toBeGreaterThanOrEqual(16 * 7.5 + 12);
    expect(names(380, longest)).toBe("number,job,user");
    expect(fitted(usual, set, { number: 900 }, undefined)[0]?.width).toBeLessThan(220);
  });

  it("keep the widths that the user gave them", () => {
    const own = usual.map((one) => (one.column === "number" ? { ...one, width: 60 } : one));
    expect(fitted(own, set, { number: 16 }, 100).map(({ width }) => width)).toEqual([60, 100, 90, 70]);
  });
});
