import { queryOptions } from "@tanstack/react-query";
import { commands } from "../api/bindings";
import { queryClient } from "../api/queries";

/** Percent, as browsers step. */
const STEPS = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];
const USUAL = 100;

export type ZoomStep = "in" | "out" | "reset";

/** The zoom of the page in percent, without the system's text size. The window keeps it. */
export const zoomQuery = queryOptions({
  queryKey: ["zoom"],
  queryFn: () => commands.window.zoom(),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Changes the zoom by a step, and returns the new one. */
export async function changeZoom(step: ZoomStep): Promise<number> {
  const percent = after(await queryClient.ensureQueryData(zoomQuery), step);
  queryClient.setQueryData(zoomQuery.queryKey, percent);
  await commands.window.setZoom(percent);
  return percent;
}

function after(percent: number, step: ZoomStep): number {
  if (step === "reset") return USUAL;
  const next = step === "in" ? STEPS.find((one) => one > percent) : STEPS.findLast((one) => one < percent);
  return next ?? percent;
}
