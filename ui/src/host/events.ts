import { listen } from "@tauri-apps/api/event";
import type { DeskEvent } from "./bindings";

/** Calls `heard` for everything that the desk tells by itself. Returns what stops it. */
export function onDesk(heard: (event: DeskEvent) => void): () => void {
  const listening = listen<DeskEvent>("desk", (event) => heard(event.payload));
  return () => {
    listening.then((stop) => stop()).catch(() => undefined);
  };
}
