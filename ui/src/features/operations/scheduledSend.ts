// The time until which the desk keeps a request in the outbox. The server never receives it.

import type { FieldProblem } from "../../api/bindings";
import type { Dates } from "../../state/dates";
import { toPickerTime } from "./dates";

/** Name of the input, beside those of the API. */
export const LEAVES_AT = "leaves_at";

const problem = (fault: string): FieldProblem => ({ field: LEAVES_AT, fault, params: {} });

/**
 * Parses the typed time into an instant. Like all dates of the form it is a wall clock in the connection's time zone.
 */
export function parseScheduledSend(text: string, { instant }: Pick<Dates, "instant">, now: number) {
  if (text.trim() === "") return { at: null, errors: [], warnings: [] };
  const typed = toPickerTime(text);
  if (typed === null) return { at: null, errors: [problem("badDate")], warnings: [] };
  const at = instant(typed.replace(" ", "T"));
  return { at, errors: [], warnings: at < now ? [problem("pastDate")] : [] };
}
