import { beforeEach, expect, it, vi } from "vitest";
import type { DeskEvent } from "./bindings";
import { coalesce, onDesk } from "./events";

let registered: (stop: () => void) => void;
vi.mock("@tauri-apps/api/event", () => ({
  listen: () =>
    new Promise<() => void>((resolve) => {
      registered = resolve;
    }),
}));

let received: DeskEvent["kind"][];
beforeEach(() => {
  received = [];
});

it("reads again the queries that may have changed before the subscription", async () => {
  const leave = onDesk(({ kind }) => received.push(kind));
  expect(received).toEqual([]);
  registered(() => undefined);
  await vi.waitFor(() => expect(received).toEqual(["snapshot", "requests"]));
  leave();
});

it("passes no event to a page that was left meanwhile", async () => {
  const stop = vi.fn();
  const leave = onDesk(({ kind }) => received.push(kind));
  leave();
  registered(stop);
  await vi.waitFor(() => expect(stop).toHaveBeenCalled());
  expect(received).toEqual([]);
});

it("runs once more for all calls of the meantime, also after a failure", async () => {
  const ends: ((failed?: Error) => void)[] = [];
  const run = coalesce(
    () => new Promise<void>((done, fail) => ends.push((failed) => (failed ? fail(failed) : done()))),
  );
  const settled = () => new Promise((done) => setTimeout(done));
  run();
  run();
  run();
  expect(ends).toHaveLength(1);
  ends[0]?.(new Error("no disk"));
  await settled();
  expect(ends, "two calls during the first one make one more").toHaveLength(2);
  ends[1]?.();
  await settled();
  expect(ends).toHaveLength(2);
  run();
  expect(ends).toHaveLength(3);
});
