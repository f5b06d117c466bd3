import { useEffect } from "react";
import { coalesce, onDesk } from "../api/events";
import {
  refreshEntities,
  refreshField,
  refreshRejected,
  refreshRequests,
  refreshSnapshot,
  refreshUpdates,
} from "../api/queries";
import { endCheck, takeCheckProgress } from "../features/bulk/sheetChecks";
import { takeBatch } from "../state/batches";
import { sheetDismissed } from "../state/snapshot";
import { exporting, importing, purging } from "../state/uiState";

/** Invalidates the queries that an event of the desk concerns. */
export function useDeskEvents() {
  useEffect(() => {
    // While a long list is read, events come faster than a screen is read and rendered.
    const snapshot = coalesce(refreshSnapshot);
    const requests = coalesce(refreshRequests);
    const rejected = coalesce(refreshRejected);
    const entities = coalesce(refreshEntities);
    const field = coalesce(refreshField);
    return onDesk((event) => {
      if (event.kind === "export") {
        exporting.set(event.progress);
        return;
      }
      if (event.kind === "import") {
        importing.set(event.progress);
        return;
      }
      if (event.kind === "purge") {
        purging.set(event.progress);
        return;
      }
      if (event.kind === "batch") {
        takeBatch(event.batch);
        // The last step of a check adds the batch of its rows.
        void endCheck(event.batch.id);
        return;
      }
      if (event.kind === "sheet" && event.progress.checking) {
        takeCheckProgress(event.progress);
        return;
      }
      if (event.kind === "updates") {
        void refreshUpdates();
        return;
      }
      // Pages follow these themselves.
      if (event.kind === "linkOpened") return;
      if (event.kind === "notificationRead" || event.kind === "sheet" || event.kind === "fileDropped") return;
      if (event.kind === "sessionEnded") sheetDismissed.set(false);
      if (event.kind === "requests" || event.kind === "settled") requests();
      // New ones join their groups, and a retry clears what it repeats.
      if (event.kind === "requests" || event.kind === "settled" || event.kind === "rejected") rejected();
      // Facts about a card follow from its requests, and so do the jobs that wait in the field.
      if (event.kind === "requests" || event.kind === "settled" || event.kind === "entities") entities();
      if (event.kind === "requests" || event.kind === "settled" || event.kind === "field") field();
      if (event.kind === "entities" || event.kind === "field") return;
      // The outbox counts are in the snapshot, so a changed request changes it too.
      snapshot();
    });
  }, []);
}
