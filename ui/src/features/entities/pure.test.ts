import { describe, expect, it } from "vitest";
import type { Job } from "../../api/bindings";
import { datesIn } from "../../state/dates";
import { row } from "../../test/desk";
import { page, service, subscription, thing } from "../../test/things";
import { listSearch, thingOf, thingSearch } from "./address";
import { jobForKey, keyOfJob } from "./jobs";
import { mainName, namesOf, refOf } from "./names";
import { linesOf } from "./timeline";
import { changesBetween } from "./useChanges";

describe("names", () => {
  it("keep every zero and put the one that stands for the thing first", () => {
    expect(namesOf(thing()).map(({ text }) => text)).toEqual(["01900000001", "019000000015", "CARD-1", "F1"]);
    expect(mainName(thing({ caId: null }))).toBe("019000000015");
    expect(refOf(subscription())).toEqual({ kind: "subscription", text: "S100", by: "number" });
    expect(refOf(service())).toEqual({ kind: "service", text: "CINEMA", by: "code" });
  });

  it("come back from an address, and nothing else does", () => {
    expect(thingOf({ kind: "smartcard", text: "00190" }, "ca_id")).toEqual({
      kind: "smartcard",
      text: "00190",
      by: "ca_id",
    });
    expect(thingSearch({ by: "colour" })).toEqual({});
    expect(listSearch({ kind: "service", text: "", other: "x" })).toEqual({ kind: "service" });
    expect(listSearch({ kind: "horse", text: "S1" })).toEqual({ text: "S1" });
  });
});

describe("keys of jobs", () => {
  const job = (operation: string, unfit: Job["unfit"] = null): Job => ({ operation, values: {}, unfit });

  it("go to the job that fits, of the two that share one", () => {
    const conax = job("conax.create-pairing");
    const nagra = job("nagra.pair", { why: "provider" });
    expect(jobForKey([nagra, conax], "conax.create-pairing")).toBe(conax);
    expect(keyOfJob([nagra, conax], conax)).toBe("F2");
    expect(keyOfJob([nagra, conax], nagra)).toBeUndefined();
    const waiting = job("nagra.pair", { why: "waiting", request: "r" });
    const other = job("conax.create-pairing", { why: "provider" });
    expect(jobForKey([other, waiting], "conax.create-pairing"), "its reason is the one to read").toBe(waiting);
    expect(jobForKey([], "conax.add-service")).toBeUndefined();
  });
});

describe("a timeline", () => {
  it("begins with what has not left, then has a heading for each day of the server's zone", () => {
    const at = (day: number, hour: number) => Date.UTC(2026, 1, day, hour);
    const rows = [
      row({ key: "a", state: "completed", created: at(26, 22) }),
      row({ key: "b", state: "held", created: at(26, 21) }),
      row({ key: "c", state: "rejected", created: at(26, 12) }),
      row({ key: "d", state: "completed", created: null }),
    ];
    const lines = linesOf(rows, datesIn("Europe/Athens").dayStart);
    expect(lines.map((line) => (line.kind === "request" ? line.row.key : line.kind))).toEqual([
      "waiting",
      "b",
      "day",
      "a",
      "day",
      "c",
      "day",
      "d",
    ]);
    expect(lines[2], "ten in the evening of the 26th is the 27th there").toEqual({ kind: "day", at: at(26, 22) });
  });
});

describe("changes", () => {
  it("are what a person reads, not when it was read", () => {
    const before = page(thing());
    expect([...changesBetween(before, page(thing({ asOf: 9, stale: true, pinned: true })))]).toEqual([]);
    expect([...changesBetween(before, page(thing({ state: null }), { account: "A1" }))]).toEqual(["state", "account"]);
  });
});
