import { describe, expect, it } from "vitest";
import { parseSearch } from "../../../state/urlSearch";
import { viewOf } from "./requestsView";
import { addressOf, builtInViews, renamed, without, withView } from "./savedViews";

const views = [
  { name: "A", search: "states=pending", columns: null },
  { name: "B", search: "text=019", columns: null },
];

describe("saved views", () => {
  it("are replaced in their place, renamed over one of the same name, and taken away", () => {
    expect(withView(views, { name: "A", search: "", columns: null })).toEqual([
      { name: "A", search: "", columns: null },
      views[1],
    ]);
    expect(withView(views, { name: "C", search: "", columns: null })).toHaveLength(3);
    expect(renamed(views, "B", "A")).toEqual([{ name: "A", search: "text=019", columns: null }]);
    expect(without(views, "A")).toEqual([views[1]]);
  });

  it("that are built in have the address that is written here", () => {
    const own = { mine: true, users: ["operator, second"] };
    for (const { search } of builtInViews(own)) expect(addressOf(viewOf(parseSearch(search)))).toBe(search);
  });
});
