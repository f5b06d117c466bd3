import { beforeEach, expect, it, vi } from "vitest";
import type { DeskEvent } from "./bindings";
import { onDesk } from "./events";

let registered: (stop: () => void) => void;
vi.mock("@tauri-apps/api/event", () => ({
  listen: () =>
    new Promise<() => void>((resolve) => {
      registered = resolve;
    }),
}));

let told: DeskEvent["kind"][];
beforeEach(() => {
  told = [];
});

it("reads again what may have changed before it listened", async () => {
  const leave = onDesk(({ kind }) => told.push(kind));
  expect(told).toEqual([]);
  registered(() => undefined);
  await vi.waitFor(() => expect(told).toEqual(["snapshot", "requests"]));
  leave();
});

it("tells nothing to a page that was left meanwhile", async () => {
  const stop = vi.fn();
  const leave = onDesk(({ kind }) => told.push(kind));
  leave();
  registered(stop);
  await vi.waitFor(() => expect(stop).toHaveBeenCalled());
  expect(told).toEqual([]);
});
