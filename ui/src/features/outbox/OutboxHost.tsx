import { lazy, Suspense } from "react";
import { outboxOpen } from "./outbox";

const OutboxDrawer = lazy(async () => ({ default: (await import("./OutboxDrawer")).OutboxDrawer }));

/** Fetched when it is opened. */
export function OutboxHost() {
  return outboxOpen.use() ? (
    <Suspense>
      <OutboxDrawer onClose={() => outboxOpen.set(false)} />
    </Suspense>
  ) : null;
}
