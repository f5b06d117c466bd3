import { useEffect } from "react";
import { onDesk } from "../host/events";
import { refreshRequests, refreshSnapshot } from "./queries";
import { sheetDismissed } from "./session";

/** What the desk tells by itself makes the screens ask again for what they show. */
export function useDeskEvents() {
  useEffect(
    () =>
      onDesk((event) => {
        if (event.kind === "sessionEnded") sheetDismissed.set(false);
        if (event.kind === "requests" || event.kind === "settled") void refreshRequests();
        // The outbox counts are in the snapshot, so a changed request changes it too.
        void refreshSnapshot();
      }),
    [],
  );
}
