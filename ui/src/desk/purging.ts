import type { PurgeProgress } from "../host/bindings";
import { createStore } from "./store";

/** How far the purge of own ended requests is. */
export const purging = createStore<PurgeProgress | null>(null);
