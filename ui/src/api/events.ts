import { listen } from "@tauri-apps/api/event";
import type { DeskEvent } from "./bindings";

/** Calls `onEvent` for each event of the desk. Returns the function that ends the subscription. */
export function onDesk(onEvent: (event: DeskEvent) => void): () => void {
  const listening = listen<DeskEvent>("desk", (event) => onEvent(event.payload));
  let left = false;
  // Events between the first read of the page and the subscription are lost: these two queries are read again for them.
  const missed = () => {
    if (left) return;
    onEvent({ kind: "snapshot" });
    onEvent({ kind: "requests" });
  };
  listening.then(missed).catch(() => undefined);
  return () => {
    left = true;
    listening.then((stop) => stop()).catch(() => undefined);
  };
}

/** Coalesces calls: starts `act`, or runs it once more after the run that is under way. The last call is never lost. */
export function coalesce(act: () => Promise<unknown>): () => void {
  let state: "idle" | "busy" | "again" = "idle";
  const start = () => {
    state = "busy";
    const done = () => {
      if (state === "again") start();
      else state = "idle";
    };
    act().then(done, done);
  };
  return () => {
    if (state === "idle") start();
    else state = "again";
  };
}
