import { expect, it } from "vitest";
import { zoneProblem, zonesLike } from "./connectionDraft";

it("takes a time zone by each of its names", () => {
  for (const zone of ["Europe/Athens", "europe/athens", "Europe/Kyiv", "Europe/Kiev", "Asia/Calcutta", "US/Eastern"]) {
    expect(zoneProblem(zone), zone).toBeUndefined();
  }
  for (const zone of ["Etc/GMT+2", "UTC", " Europe/Athens "]) expect(zoneProblem(zone), zone).toBeUndefined();
});

it("refuses one that the window does not know, with those that may have been meant", () => {
  expect(zoneProblem("Mars/Olympus")?.fields).toEqual([
    { field: "time_zone", fault: "unknownTimeZone", params: { typed: "Mars/Olympus", near: "" } },
  ]);
  expect(zoneProblem("Europe/Athen")?.fields[0]).toMatchObject({ fault: "unknownTimeZoneNear" });
  expect(zonesLike("Athen")).toEqual(["Europe/Athens"]);
  expect(zonesLike("New York")).toEqual(["America/New_York"]);
  expect(zonesLike("athenes")).toEqual(["Europe/Athens"]);
  expect(zonesLike("x")).toEqual([]);
});
