import { describe, expect, it } from "vitest";
import { datesIn } from "../../state/dates";
import {
  EVERYTHING,
  filterOf,
  isFiltered,
  type RejectedPageView,
  searchOf,
  viewOf,
  withoutFilters,
} from "./rejectedView";

const athens = datesIn("Europe/Athens");
const noon = Date.UTC(2026, 1, 26, 12);

describe("the address of the rejected page", () => {
  it("returns the view that was written into it", () => {
    const view: RejectedPageView = {
      group: "a1b2",
      job: "a1b2-01",
      show: "snoozed",
      period: "7d",
      age: { from: 24, to: 72 },
      assignee: "Ruth Okoye",
      text: "0190",
      sort: "growing",
    };
    expect(viewOf(searchOf(view))).toEqual(view);
    const fixed: RejectedPageView = {
      ...view,
      period: { from: "2026-02-20", to: "2026-02-20" },
      age: { from: 168, to: null },
    };
    expect(viewOf(searchOf(fixed))).toEqual(fixed);
    expect(viewOf(searchOf({ ...EVERYTHING, assignee: "" })).assignee, "nobody is not anybody").toBe("");
    expect(searchOf(EVERYTHING)).toEqual({});
  });

  it("leaves out unknown parts", () => {
    expect(viewOf({ show: "everything", sort: "5", period: "never", age: "old", text: 7 })).toEqual(EVERYTHING);
  });

  it("begins a period at midnight of the connection's time zone", () => {
    const { from } = filterOf({ ...EVERYTHING, period: "7d" }, athens, noon);
    expect(athens.wallClock(from ?? 0)).toBe("2026-02-20T00:00:00");
    expect(filterOf({ ...EVERYTHING, text: "  " }, athens, noon)).toEqual({
      show: "open",
      from: null,
      to: null,
      assignee: null,
      text: null,
    });
  });

  it("takes a day from its midnight to the next, and an age from the present back", () => {
    const day = filterOf({ ...EVERYTHING, period: { from: "2026-02-20", to: "2026-02-20" } }, athens, noon);
    expect([day.from, day.to].map((at) => athens.wallClock(at ?? 0))).toEqual([
      "2026-02-20T00:00:00",
      "2026-02-21T00:00:00",
    ]);
    const hour = 3_600_000;
    const aged = filterOf({ ...EVERYTHING, age: { from: 4, to: 24 } }, athens, noon);
    expect([aged.from, aged.to]).toEqual([noon - 24 * hour + 1, noon - 4 * hour + 1]);
    const old = filterOf({ ...EVERYTHING, age: { from: 168, to: null }, period: "7d" }, athens, noon);
    expect(old.to, "the narrower end of both").toBe(noon - 168 * hour + 1);
    expect(athens.wallClock(old.from ?? 0)).toBe("2026-02-20T00:00:00");
  });

  it("keeps the shown group and the order when the filters are cleared", () => {
    const view: RejectedPageView = { ...EVERYTHING, show: "dismissed", sort: "newest", text: "x" };
    expect(isFiltered(view)).toBe(true);
    expect(withoutFilters(view)).toEqual({ ...EVERYTHING, show: "dismissed", sort: "newest" });
    expect(isFiltered(withoutFilters(view))).toBe(false);
  });
});
