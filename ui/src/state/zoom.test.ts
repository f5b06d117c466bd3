import { beforeEach, expect, it, vi } from "vitest";
import { commands } from "../api/bindings";
import { queryClient } from "../api/queries";
import { changeZoom } from "./zoom";

beforeEach(() => queryClient.clear());

const zoomFrom = (percent: number) => {
  vi.spyOn(commands.window, "zoom").mockResolvedValue(percent);
  return vi.spyOn(commands.window, "setZoom").mockResolvedValue(null);
};

it("goes up and down by steps and back to the usual size", async () => {
  const set = zoomFrom(100);
  expect(await changeZoom("in")).toBe(110);
  expect(await changeZoom("in")).toBe(125);
  expect(await changeZoom("out")).toBe(110);
  expect(await changeZoom("reset")).toBe(100);
  expect(set.mock.calls).toEqual([[110], [125], [110], [100]]);
});

it("takes a step from a size between two, and none beyond the last", async () => {
  zoomFrom(115);
  expect(await changeZoom("in")).toBe(125);
  queryClient.clear();
  zoomFrom(300);
  expect(await changeZoom("in")).toBe(300);
  queryClient.clear();
  zoomFrom(50);
  expect(await changeZoom("out")).toBe(50);
});
