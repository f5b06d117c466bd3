import { lazy, Suspense } from "react";
import { tourStep } from "../../state/tour";

const Tour = lazy(async () => ({ default: (await import("./Tour")).Tour }));

/** The tour over every page, loaded when it is started. */
export function TourHost() {
  const step = tourStep.use();
  return step ? (
    <Suspense>
      <Tour step={step} />
    </Suspense>
  ) : null;
}
