import { describe, expect, it } from "vitest";
import { datesIn } from "../../../state/dates";
import { parseSearch, stringifySearch } from "../../../state/urlSearch";
import { EVERYTHING, filterOf, isFiltered, type RequestsView, searchOf, viewOf } from "./requestsView";

const through = (view: RequestsView) => viewOf(parseSearch(stringifySearch(searchOf(view))));
const athens = datesIn("Europe/Athens");
const noon = athens.instant("2026-03-30T12:00:00");

describe("a view in the address", () => {
  it("comes back exactly, with every filter, numbers as text and separators in values", () => {
    const full: RequestsView = {
      text: "00190 & fünf=5",
      states: ["unknown", "rejected"],
      providers: ["conax"],
      types: ["CREATE_PAIRING", "ADD_SUBSCRIPTIONS"],
      users: ["Varga, Ines", "100%"],
      units: ["Head office"],
      priorities: ["EXPRESS"],
      made: { from: "2026-02-01", to: "" },
      mine: true,
      error: false,
      sort: "number",
      ascending: true,
    };
    expect(through(full)).toEqual(full);
    expect(through(EVERYTHING)).toEqual(EVERYTHING);
    expect(through({ ...EVERYTHING, made: "7d" })).toEqual({ ...EVERYTHING, made: "7d" });
    expect(through({ ...EVERYTHING, text: "58226" }).text).toBe("58226");
  });

  it("is short, and can be read", () => {
    const view: RequestsView = { ...EVERYTHING, states: ["rejected", "refused"], made: "7d", sort: "number" };
    expect(stringifySearch(searchOf(view))).toBe("?states=rejected,refused&made=7d&sort=-number");
    expect(stringifySearch(searchOf(EVERYTHING))).toBe("");
  });

  it("leaves out unknown parts", () => {
    const odd = "?states=rejected,lost&made=ever&from=2026-02-30&to=soon&error=maybe&sort=-colour&mine=1&x=y";
    expect(viewOf(parseSearch(odd))).toEqual({ ...EVERYTHING, states: ["rejected"] });
  });
});

describe("the filter of a view", () => {
  it("begins and ends with days of the connection's time zone", () => {
    const between = (made: RequestsView["made"]) => {
      const { from, to } = filterOf({ ...EVERYTHING, made }, athens, noon);
      return [from, to].map((at) => (at === null ? null : athens.wallClock(at)));
    };
    expect(between("today")).toEqual(["2026-03-30T00:00:00", null]);
    // Daylight saving time began on the 29th.
    expect(between("7d")).toEqual(["2026-03-24T00:00:00", null]);
    expect(between({ from: "2026-03-28", to: "2026-03-29" })).toEqual(["2026-03-28T00:00:00", "2026-03-30T00:00:00"]);
    expect(between(null)).toEqual([null, null]);
  });

  it("has no text where only spaces were typed", () => {
    expect(filterOf({ ...EVERYTHING, text: "  " }, athens, noon).text).toBeNull();
    expect(isFiltered({ ...EVERYTHING, text: "  " })).toBe(false);
    expect(isFiltered({ ...EVERYTHING, sort: "number" }), "an order hides nothing").toBe(false);
    expect(isFiltered({ ...EVERYTHING, error: false })).toBe(true);
  });
});
