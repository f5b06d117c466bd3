import { createStore } from "../../state/createStore";

/** The drawer is open, over whatever page there is. */
export const outboxOpen = createStore(false);
