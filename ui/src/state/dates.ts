import { useEffect, useMemo, useState } from "react";
import { faultAt } from "../api/problem";
import { i18next } from "../i18n/i18n";
import { ISO_LOCALE, LOCALE } from "../i18n/language";
import { useConnection } from "./snapshot";

/** Instants in words, in one time zone. The only place that formats a date. */
export type Dates = {
  /** `14:05` */
  time: (at: number) => string;
  /** `14:05:12` */
  seconds: (at: number) => string;
  /** `26 Feb, 14:05` – or only the time if that day is today. */
  short: (at: number) => string;
  /** `26 Feb 2026, 14:05:12` */
  long: (at: number) => string;
  /** `26 Feb` */
  day: (at: number) => string;
  /** `26 Feb 2026` */
  date: (at: number) => string;
  /** First instant of the day that `at` lies in. */
  dayStart: (at: number) => number;
  /** `2026-02-26T14:05:00`, as forms and the API write it. */
  wallClock: (at: number) => string;
  /** The instant of such a text; `NaN` if it is no date. */
  instant: (wallClock: string) => number;
  /** `1 h 5 min`, `3 min`, `12 s`: how long from one instant to a later one. */
  span: (from: number, to: number) => string;
  /** `26 h`, `9 d`: the same where one figure is enough. */
  age: (from: number, to: number) => string;
  /** `EET`, or `GMT+2`. */
  zone: string;
  /** `Europe/Athens`. */
  zoneName: string;
};

const known = new Map<string, Dates>();

export function datesIn(timeZone: string): Dates {
  let dates = known.get(timeZone);
  if (!dates) {
    // An unknown zone is reported in the notices; the desk reads such times as UTC too.
    dates = makeDates(knownZone(timeZone) ?? "UTC");
    known.set(timeZone, dates);
  }
  return dates;
}

/** Times are the server's: in the time zone of the chosen connection. */
export function useDates(): Dates {
  const connection = useConnection();
  const zone = connection && faultAt(connection.problem, "time_zone") ? "UTC" : (connection?.timeZone ?? "UTC");
  return useMemo(() => datesIn(zone), [zone]);
}

/** Renamed zones: one name is in every web view, the other only in newer or older ones. */
const RENAMED = [
  ["Europe/Kyiv", "Europe/Kiev"],
  ["Asia/Kolkata", "Asia/Calcutta"],
  ["Asia/Yangon", "Asia/Rangoon"],
  ["Asia/Ho_Chi_Minh", "Asia/Saigon"],
  ["Asia/Kathmandu", "Asia/Katmandu"],
  ["America/Nuuk", "America/Godthab"],
  ["Pacific/Kanton", "Pacific/Enderbury"],
  ["Atlantic/Faroe", "Atlantic/Faeroe"],
] as const;

/** The name by which this window knows a time zone, if it does. */
export function knownZone(timeZone: string): string | undefined {
  const names = RENAMED.find((names) => names.some((name) => name === timeZone)) ?? [];
  return [timeZone, ...names].find((name) => {
    try {
      return new Intl.DateTimeFormat(LOCALE, { timeZone: name }).format(0) !== "";
    } catch {
      return false;
    }
  });
}

function makeDates(timeZone: string): Dates {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(LOCALE, { timeZone, ...options });
    return (at: number) => formatter.format(at);
  };
  const time = format({ hour: "2-digit", minute: "2-digit" });
  const seconds = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const day = format({ day: "numeric", month: "short" });
  const date = format({ day: "numeric", month: "short", year: "numeric" });
  const wallClock = (at: number) => {
    const parts = new Intl.DateTimeFormat(ISO_LOCALE, { timeZone, dateStyle: "short", timeStyle: "medium" }).format(at);
    return parts.replace(" ", "T");
  };
  const instant = (text: string) => {
    const wanted = Date.parse(`${text}Z`);
    let at = wanted;
    // The first step is off where the clock was changed within the zone's offset of it; the second is not.
    for (let step = 0; step < 2 && !Number.isNaN(at); step += 1) at += wanted - Date.parse(`${wallClock(at)}Z`);
    return at;
  };
  const dayStart = (at: number) => {
    const midnight = at - sinceMidnight(seconds(at)) - (at % 1000);
    // On a day of a clock change the wall clock is an hour off: one more step lands on midnight.
    const off = sinceMidnight(seconds(midnight));
    return off > HOUR_MS * 12 ? midnight + HOUR_MS * 24 - off : midnight - off;
  };
  return {
    time,
    seconds,
    short: (at) => (day(at) === day(Date.now()) ? time(at) : `${day(at)}, ${time(at)}`),
    long: (at) => `${date(at)}, ${seconds(at)}`,
    day,
    date,
    dayStart,
    wallClock,
    instant,
    span,
    age,
    zone: shortName(timeZone),
    zoneName: timeZone,
  };
}

const HOUR_MS = 3_600_000;

function span(from: number, to: number): string {
  const seconds = Math.max(0, Math.round((to - from) / 1000));
  if (seconds < 60) return i18next.t("common:span.seconds", { seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return i18next.t("common:span.minutes", { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return i18next.t("common:span.daysHours", { days: Math.floor(hours / 24), hours: hours % 24 });
  if (minutes % 60 === 0) return i18next.t("common:span.hours", { hours });
  return i18next.t("common:span.hoursMinutes", { hours, minutes: minutes % 60 });
}

function age(from: number, to: number): string {
  const hours = Math.floor((to - from) / HOUR_MS);
  if (hours < 1) return span(from, to);
  return hours < 48
    ? i18next.t("common:span.hours", { hours })
    : i18next.t("common:span.days", { days: Math.floor(hours / 24) });
}

/** Milliseconds since midnight of a wall clock's `14:05:12`. */
function sinceMidnight(clock: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

function shortName(timeZone: string): string {
  const parts = new Intl.DateTimeFormat(LOCALE, { timeZone, timeZoneName: "short" }).formatToParts(Date.now());
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

/** The time of this computer, updated every `every` milliseconds. */
export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
