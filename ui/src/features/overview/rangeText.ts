import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useDates } from "../../state/dates";

/** Milliseconds. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** The words for a range of ages: `under 1 h`, `4 h – 1 d`, `7 d and more`. */
export function useRangeText(): (from: number, to: number | undefined, unit: number) => string {
  const { t } = useTranslation("overview");
  const dates = useDates();
  return useCallback(
    (from, to, unit) => {
      const length = (millis: number) =>
        millis % (24 * HOUR) === 0 && millis > 0 ? t("days", { count: millis / (24 * HOUR) }) : dates.span(0, millis);
      if (to === undefined) return t("andMore", { from: length(from * unit) });
      if (from === 0) return t("under", { to: length(to * unit) });
      return t("between", { from: length(from * unit), to: length(to * unit) });
    },
    [t, dates],
  );
}
