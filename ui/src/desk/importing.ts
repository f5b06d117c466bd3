import type { ImportProgress } from "../host/bindings";
import { createStore } from "./store";

/** The file that is being taken in. */
export const importing = createStore<ImportProgress | null>(null);
