// When a snooze may end, by the wall clock of the connection's time zone. Pure.
import dayjs from "dayjs";
import type { Dates } from "../../../state/dates";

const MORNING = 8;

export type Snooze = { name: "later" | "tomorrow" | "monday"; at: number };

/** In three hours, tomorrow morning, and Monday morning where that is another day. */
export function snoozes({ wallClock, instant }: Pick<Dates, "wallClock" | "instant">, now: number): Snooze[] {
  const today = dayjs(wallClock(now));
  const morning = (days: number) =>
    instant(today.add(days, "day").hour(MORNING).minute(0).second(0).format("YYYY-MM-DDTHH:mm:ss"));
  const toMonday = (8 - today.day()) % 7 || 7;
  const all: Snooze[] = [
    { name: "later", at: now + 3 * 3_600_000 },
    { name: "tomorrow", at: morning(1) },
  ];
  return toMonday === 1 ? all : [...all, { name: "monday", at: morning(toMonday) }];
}
