import { listen } from "@tauri-apps/api/event";
import type { DeskEvent } from "./bindings";

/** Calls `heard` for each event of the desk. Returns the function that ends the subscription. */
export function onDesk(heard: (event: DeskEvent) => void): () => void {
  const listening = listen<DeskEvent>("desk", (event) => heard(event.payload));
  let left = false;
  // Events between the first read of the page and the subscription are lost: these two queries are read again for them.
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
