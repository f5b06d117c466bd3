import type { ImportProgress } from "../api/bindings";
import { createStore } from "./store";

/** The file that is being taken in. */
export const importing = createStore<ImportProgress | null>(null);
