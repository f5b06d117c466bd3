import { useEffect } from "react";
import { onDesk } from "../host/events";
import { takeBatch } from "./batches";
import { exporting } from "./exporting";
import { oneAtATime } from "./oneAtATime";
import { refreshRequests, refreshSnapshot } from "./queries";
import { sheetDismissed } from "./session";

/** What the desk tells by itself makes the screens ask again for what they show. */
export function useDeskEvents() {
  useEffect(() => {
    // While a long list is read they come faster than a screen is read and drawn.
    const snapshot = oneAtATime(refreshSnapshot);
    const requests = oneAtATime(refreshRequests);
    return onDesk((event) => {
      if (event.kind === "export") {
        exporting.set(event.progress);
        return;
      }
      if (event.kind === "batch") {
        takeBatch(event.batch);
        return;
      }
      if (event.kind === "sessionEnded") sheetDismissed.set(false);
      if (event.kind === "requests" || event.kind === "settled") requests();
      // The outbox counts are in the snapshot, so a changed request changes it too.
      snapshot();
    });
  }, []);
}
