import type { ExportProgress } from "../api/bindings";
import { createStore } from "./store";

/** The file that is being written, or was written last. A toast shows it on every page. */
export const exporting = createStore<ExportProgress | null>(null);
