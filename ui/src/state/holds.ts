import type { RequestRow } from "../api/bindings";
import { createStore } from "./store";

/** The page itself shows what is held and takes Ctrl+Z, so no toast does. */
export const holdsShownByPage = createStore(false);

/** Key of the request whose state the page itself tells, so no toast does. */
export const stateShownByPage = createStore<string | undefined>(undefined);

/** One that somebody edits is held too, but leaves only when that is done. */
export const isCountingDown = ({ state, heldUntil }: RequestRow) => state === "held" && heldUntil !== null;
