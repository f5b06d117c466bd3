import { describe, expect, it } from "vitest";
import { datesIn, knownZone } from "./dates";

const athens = datesIn("Europe/Athens");
const noon = Date.UTC(2026, 1, 26, 12, 5, 9);

it("of a zone that the window does not know are shown in UTC, which is named", () => {
  const mars = datesIn("Mars/Olympus");
  expect(mars.long(noon)).toBe("26 Feb 2026, 12:05:09");
  expect([mars.zone, mars.zoneName]).toEqual(["UTC", "UTC"]);
});

it("are those of a zone by its older and its newer name", () => {
  for (const zone of ["Europe/Kyiv", "Europe/Kiev", "Asia/Kolkata", "Asia/Calcutta", "Asia/Yangon", "America/Nuuk"]) {
    expect(knownZone(zone), zone).toBeDefined();
  }
  expect(datesIn("Europe/Kyiv").time(noon)).toBe("14:05");
  expect(datesIn("Etc/GMT+2").time(noon), "the sign is the other way round there").toBe("10:05");
});

describe("dates", () => {
  it("are shown in the connection's time zone, which is named", () => {
    expect(athens.time(noon)).toBe("14:05");
    expect(athens.seconds(noon)).toBe("14:05:09");
    expect(athens.long(noon)).toBe("26 Feb 2026, 14:05:09");
    expect(athens.wallClock(noon)).toBe("2026-02-26T14:05:09");
    expect(athens.zone).not.toBe("");
  });

  it("find midnight there, also on the days with a clock change", () => {
    for (const [at, midnight] of [
      [noon, "2026-02-26"],
      [Date.UTC(2026, 2, 29, 12), "2026-03-29"],
      [Date.UTC(2026, 9, 25, 12), "2026-10-25"],
    ] as const) {
      expect(athens.wallClock(athens.dayStart(at))).toBe(`${midnight}T00:00:00`);
    }
  });

  it("read a wall clock back, also around the days with a clock change", () => {
    for (const text of ["2026-02-26T14:05:09", "2026-03-29T02:30:00", "2026-03-29T04:30:00", "2026-10-25T12:00:00"]) {
      expect(athens.wallClock(athens.instant(text))).toBe(text);
    }
    expect(datesIn("Pacific/Kiritimati").instant("2026-02-26T00:00")).toBe(Date.UTC(2026, 1, 25, 10));
    expect(athens.instant("soon")).toBeNaN();
  });

  it("say how long something takes in two parts at most", () => {
    expect(athens.span(0, 12_000)).toBe("12 s");
    expect(athens.span(0, 180_000)).toBe("3 min");
    expect(athens.span(0, 3_900_000)).toBe("1 h 5 min");
    expect(athens.span(0, 90_000_000)).toBe("1 d 1 h");
  });

  it("fall back to UTC where the settings name no time zone of this world", () => {
    expect(datesIn("Europe/Atlantis").time(noon)).toBe("12:05");
  });
});
