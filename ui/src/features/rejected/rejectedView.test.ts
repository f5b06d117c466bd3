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
      assignee: "Ruth Okoye",
      text: "0190",
      sort: "growing",
    };
    expect(viewOf(searchOf(view))).toEqual(view);
    expect(viewOf(searchOf({ ...EVERYTHING, assignee: "" })).assignee, "nobody is not anybody").toBe("");
    expect(searchOf(EVERYTHING)).toEqual({});
  });

  it("leaves out unknown parts", () => {
    expect(viewOf({ show: "everything", sort: "5", period: "never", text: 7 })).toEqual(EVERYTHING);
  });

  it("begins a period at midnight of the connection's time zone", () => {
    const { from } = filterOf({ ...EVERYTHING, period: "7d" }, athens, noon);
    expect(athens.wallClock(from ?? 0)).toBe("2026-02-20T00:00:00");
    expect(filterOf({ ...EVERYTHING, text: "  " }, athens, noon)).toEqual({
      show: "open",
      from: null,
      assignee: null,
      text: null,
    });
  });

  it("keeps the shown group and the order when the filters are cleared", () => {
    const view: RejectedPageView = { ...EVERYTHING, show: "dismissed", sort: "newest", text: "x" };
    expect(isFiltered(view)).toBe(true);
    expect(withoutFilters(view)).toEqual({ ...EVERYTHING, show: "dismissed", sort: "newest" });
    expect(isFiltered(withoutFilters(view))).toBe(false);
  });
});
