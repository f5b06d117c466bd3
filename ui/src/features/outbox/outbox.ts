import { createStore } from "../../state/store";

/** The drawer is open, over whatever page there is. */
export const outboxOpen = createStore(false);
