import { listen } from "@tauri-apps/api/event";
import type { DeskEvent } from "./bindings";

/** Calls `heard` for everything that the desk tells by itself. Returns what stops it. */
export function onDesk(heard: (event: DeskEvent) => void): () => void {
  const listening = listen<DeskEvent>("desk", (event) => heard(event.payload));
  let left = false;
  // What was told since the page was read, and before anybody listened, is in what these two make it read again.
  const missed = () => {
    if (left) return;
    heard({ kind: "snapshot" });
    heard({ kind: "requests" });
  };
  listening.then(missed).catch(() => undefined);
  return () => {
    left = true;
    listening.then((stop) => stop()).catch(() => undefined);
  };
}
