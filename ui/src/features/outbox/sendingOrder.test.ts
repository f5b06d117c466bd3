import { expect, it } from "vitest";
import { row } from "../../test/desk";
import { targetOf } from "./sendingOrder";

it("moves waiting requests among themselves, never before one that has left", () => {
  const rows = [
    row({ key: "sent", state: "sending" }),
    row({ key: "a", state: "queued" }),
    row({ key: "b", state: "notSent" }),
    row({ key: "c", state: "held" }),
  ];
  const loaded = new Map(rows.map((one, place) => [place, one]));
  const target = (move: "up" | "down" | "first", place: number) => targetOf(move, place, loaded, rows.length);
  expect(target("up", 1), "above it is one on its way").toBeUndefined();
  expect(target("up", 2)).toEqual({ before: "a" });
  expect(target("first", 3)).toEqual({ before: "a" });
  expect(target("down", 1)).toEqual({ before: "c" });
  expect(target("down", 2)).toEqual({ before: null });
  expect(target("down", 3)).toBeUndefined();
  expect(targetOf("down", 1, loaded, 9), "the end is elsewhere, and not yet read").toEqual({ before: "c" });
  expect(targetOf("down", 2, loaded, 9)).toBeUndefined();
});
