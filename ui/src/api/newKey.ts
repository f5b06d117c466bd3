import { v7 } from "uuid";

/**
 * Makes the idempotency key of a new row, a batch or a call. The page makes it before it calls the desk, so that a
 * repeated message is recognised; keys are ordered by time, as rows are.
 */
export const newKey = (): string => v7();
