/** The languages, each a folder of texts beside this file, with the region whose dates and numbers they write. */
const LOCALES = { en: "en-GB" } as const;

/** The language of the window. */
export const LANGUAGE: keyof typeof LOCALES = "en";

/** For `Intl`. */
export const LOCALE = LOCALES[LANGUAGE];

/** Of calendars: the dayjs locale of the language (one other than English is imported here), and the first day of its week, 0 for Sunday. */
export const CALENDAR = { locale: LANGUAGE, firstDayOfWeek: 1 } as const;

/** A locale that writes ISO 8601, for machines: `2026-02-26 14:05:09`. */
export const ISO_LOCALE = "sv-SE";

const numbers = new Intl.NumberFormat(LOCALE);

/** A number with the language's separators: `12,500`. */
export const formatNumber = (value: number): string => numbers.format(value);

export const THOUSANDS_SEPARATOR = numbers.formatToParts(10_000).find(({ type }) => type === "group")?.value ?? "";
