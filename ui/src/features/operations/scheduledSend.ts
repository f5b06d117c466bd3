// When a request leaves this desk, where that is not at once. The desk's own: the server never sees it.

import type { FieldProblem } from "../../api/bindings";
import type { Dates } from "../../state/dates";
import { toPickerTime } from "./dates";

/** Name of its input, beside those of the API. */
export const LEAVES_AT = "leaves_at";

const problem = (fault: string): FieldProblem => ({ field: LEAVES_AT, fault, params: {} });

/** What was typed, as an instant; a wall clock of the connection's time zone, as all dates of the form are. */
export function parseScheduledSend(text: string, { instant }: Pick<Dates, "instant">, now: number) {
  if (text.trim() === "") return { at: null, errors: [], warnings: [] };
  const typed = toPickerTime(text);
  if (typed === null) return { at: null, errors: [problem("badDate")], warnings: [] };
  const at = instant(typed.replace(" ", "T"));
  return { at, errors: [], warnings: at < now ? [problem("pastDate")] : [] };
}
