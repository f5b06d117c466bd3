import type { RequestRow } from "../api/bindings";
import { createStore } from "./store";

/** Whether the page itself shows the held request and takes Ctrl+Z, so that no toast does. */
export const holdsShownByPage = createStore(false);

/** Key of the request whose state the page itself shows, so that no toast does. */
export const stateShownByPage = createStore<string | undefined>(undefined);

/** Whether the undo hold runs: a request that is edited is held too, but does not leave by itself. */
export const isCountingDown = ({ state, heldUntil }: RequestRow) => state === "held" && heldUntil !== null;
