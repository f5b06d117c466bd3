import type { Dates } from "../../state/dates";
import { toPickerTime } from "../operations/dates";
import type { Period } from "./search";

export const PERIOD_HOURS = [8, 12, 24] as const;
const HOUR = 3_600_000;

/** The start of the period; `undefined` for an invalid or future date. */
export function beginOf({ hours = PERIOD_HOURS[0], since }: Period, dates: Pick<Dates, "instant">, now: number) {
  if (since === undefined) return now - hours * HOUR;
  const typed = toPickerTime(since);
  if (typed === null) return undefined;
  const at = dates.instant(typed.replace(" ", "T"));
  return at < now ? at : undefined;
}
