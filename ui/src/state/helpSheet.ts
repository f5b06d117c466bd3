import { createStore } from "./createStore";

/** The sheet over the page that is open: the keys, or the licences of the libraries. */
export const helpSheet = createStore<"keys" | "licences" | null>(null);
