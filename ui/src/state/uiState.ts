import { useEffect } from "react";
import type { ExportProgress, ImportProgress, PurgeProgress, RequestRow } from "../api/bindings";
import { createStore } from "./createStore";

/** The file that is being written, or was written last. A toast shows it on every page. */
export const exporting = createStore<ExportProgress | null>(null);

/** The file that is being taken in. */
export const importing = createStore<ImportProgress | null>(null);

/** How far the purge of own ended requests is. */
export const purging = createStore<PurgeProgress | null>(null);

/** Whether the page itself shows the held request and takes Ctrl+Z, so that no toast does. */
export const holdsShownByPage = createStore(false);

/** Whether the undo hold runs: a request that is edited is held too, but does not leave by itself. */
export const isCountingDown = ({ state, heldUntil }: RequestRow) => state === "held" && heldUntil !== null;

/** The requests that each part of the page shows with their states. */
const shownRequests = new Map<object, readonly string[]>();

/** Declares that the page shows the states of these requests, so that no toast does. */
export function useShowsRequests(keys: readonly string[]) {
  const joined = keys.join("\n");
  useEffect(() => {
    const part = {};
    shownRequests.set(part, joined.split("\n"));
    return () => {
      shownRequests.delete(part);
    };
  }, [joined]);
}

export const isShownByPage = (key: string): boolean => [...shownRequests.values()].some((keys) => keys.includes(key));
