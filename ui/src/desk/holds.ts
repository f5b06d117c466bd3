import { createStore } from "./store";

/** The page itself shows what is held and takes Ctrl+Z, so no toast does. */
export const holdsShownByPage = createStore(false);
