import { lazy, Suspense } from "react";
import { createStore } from "../../state/store";

/** The drawer is open, over whatever page there is. */
export const outboxOpen = createStore(false);

const OutboxDrawer = lazy(async () => ({ default: (await import("./OutboxDrawer")).OutboxDrawer }));

/** Fetched when it is opened. */
export function OutboxHost() {
  return outboxOpen.use() ? (
    <Suspense>
      <OutboxDrawer onClose={() => outboxOpen.set(false)} />
    </Suspense>
  ) : null;
}
