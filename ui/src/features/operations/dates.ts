// Converts dates between typed text and the server's format (`yyyy-MM-ddTHH:mm`, the server's wall clock). Text that
// is not a date is passed on as typed, so that the desk's validation can name the fault.
import dayjs from "dayjs";
import customParseFormat from "dayjs/plugin/customParseFormat";

dayjs.extend(customParseFormat);

const DATES = ["YYYY-MM-DD", "DD/MM/YYYY", "D/M/YYYY", "DD.MM.YYYY", "D.M.YYYY"];
const TIMES = ["HH:mm:ss", "HH:mm", "H:mm"];
const FORMATS = DATES.flatMap((date) => [...TIMES.map((time) => `${date} ${time}`), date]);

function read(text: string) {
  const plain = text.trim().replace("T", " ").replace(/\s+/, " ");
  const date = dayjs(plain, FORMATS, true);
  return date.isValid() ? date : undefined;
}

/** A date without a time is the start of that day. */
export function toServerTime(text: string): string {
  const date = read(text);
  if (!date) return text.trim();
  return date.format(date.second() === 0 ? "YYYY-MM-DDTHH:mm" : "YYYY-MM-DDTHH:mm:ss");
}

/** The format shown in the input, unambiguous in every language. */
export function toShownTime(text: string): string {
  const date = read(text);
  if (!date) return text;
  return date.format(date.second() === 0 ? "YYYY-MM-DD HH:mm" : "YYYY-MM-DD HH:mm:ss");
}

/** The picker's format, with seconds; null if the text is not a date. */
export function toPickerTime(text: string): string | null {
  return read(text)?.format("YYYY-MM-DD HH:mm:ss") ?? null;
}

/** The next full hour, so that a time picked for today is not already past. */
export function nextHour(now: string): string {
  return dayjs(now).add(1, "hour").startOf("hour").format("HH:mm");
}
