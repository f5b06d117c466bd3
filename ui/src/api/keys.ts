import { v7 } from "uuid";

/**
 * The key of a new row or batch, or the id of a call. It is made before the desk is asked, so that a message that comes
 * twice is known for the same; it grows with time, as the rows do.
 */
export const newKey = (): string => v7();
