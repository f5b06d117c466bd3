import { lazy, Suspense } from "react";
import { createStore } from "../../state/createStore";

/** Whether the drawer is open, on any page. */
export const outboxOpen = createStore(false);

const OutboxDrawer = lazy(async () => ({ default: (await import("./OutboxDrawer")).OutboxDrawer }));

/** Loads the drawer when it is opened. */
export function OutboxHost() {
  return outboxOpen.use() ? (
    <Suspense>
      <OutboxDrawer onClose={() => outboxOpen.set(false)} />
    </Suspense>
  ) : null;
}
