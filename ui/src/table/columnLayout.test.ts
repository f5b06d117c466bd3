import { describe, expect, it } from "vitest";
import {
  type ColumnSet,
  type ColumnSetting,
  completedLayout,
  MIN_COLUMN_WIDTH,
  movedBefore,
  resized,
  shownOf,
  stepped,
  toggled,
} from "./columnLayout";

type Column = "state" | "number" | "requestType" | "error";
const COLUMNS: readonly Column[] = ["state", "number", "requestType", "error"];
const columns: ColumnSet<Column> = {
  all: COLUMNS,
  shown: ["state", "number", "requestType"],
  yields: [],
  widths: { state: 106, number: 62, requestType: 108, error: 240 },
};
const layoutOf = (stored: readonly ColumnSetting<Column>[]) => completedLayout(stored, columns);

const names = (layout: ReturnType<typeof layoutOf>) => shownOf(layout).map(({ column }) => column);
const kept = (...columns: Column[]) => columns.map((column) => ({ column, shown: true, width: null }));

describe("the columns", () => {
  it("are the usual ones on the first day, and hold every column once", () => {
    expect(names(layoutOf([]))[0]).toBe("state");
    expect(layoutOf([]).map(({ column }) => column)).toEqual(COLUMNS);
  });

  it("are the kept ones, without unknown or repeated ones; new ones wait hidden", () => {
    const odd = [...kept("number", "state", "number"), { column: "colour" as Column, shown: true, width: null }];
    expect(names(layoutOf(odd))).toEqual(["number", "state"]);
    expect(layoutOf(odd)).toHaveLength(COLUMNS.length);
    expect(names(layoutOf([{ column: "state", shown: false, width: null }])).length, "never none").toBeGreaterThan(1);
  });

  it("move before another one, to the end, and by steps past hidden ones", () => {
    const layout = layoutOf(kept("state", "number", "error"));
    expect(names(movedBefore(layout, "error", "number"))).toEqual(["state", "error", "number"]);
    expect(names(movedBefore(layout, "state", null))).toEqual(["number", "error", "state"]);
    expect(names(stepped(layoutOf([]), "number", -1))[0]).toBe("number");
    const hidden = toggled(layout, "number");
    expect(names(stepped(hidden, "state", 1))).toEqual(["error", "state"]);
    expect(names(stepped(layout, "error", 1)), "the last one stays").toEqual(["state", "number", "error"]);
  });

  it("keep at least one", () => {
    const one = layoutOf(kept("state"));
    expect(names(toggled(one, "state"))).toEqual(["state"]);
  });

  it("get the widths that are on the screen when the first one is changed", () => {
    const layout = layoutOf(kept("state", "number"));
    const drawn = new Map<Column, number>([
      ["state", 120.4],
      ["number", 80],
    ]);
    const [state, number] = resized(layout, "number", 3, drawn);
    expect(state?.width).toBe(120);
    expect(number?.width).toBe(MIN_COLUMN_WIDTH);
  });
});
