import { createStore } from "../../state/createStore";

/** What waits, and what needs a decision, is shown over the page. */
export const sheetOpen = createStore(false);

/** Decisions that the sheet opened for by itself, so that it does so once for each. */
export const toldDecisions = createStore<ReadonlySet<string>>(new Set());

/** The CA system that was chosen last, where the numbers do not tell it: a day's cards are usually alike. */
export const chosenSystem = createStore<"conax" | "nagravision" | undefined>(undefined);
