import type { PurgeProgress } from "../api/bindings";
import { createStore } from "./store";

/** How far the purge of own ended requests is. */
export const purging = createStore<PurgeProgress | null>(null);
