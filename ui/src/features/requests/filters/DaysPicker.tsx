import { CALENDAR } from "../../../i18n/language";
import "@mantine/dates/styles.layer.css";
import { DatePicker } from "@mantine/dates";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Days } from "./requestsView";

interface DaysPickerProps {
  days: Days | null;
  today: string;
  onChange: (days: Days) => void;
}

/** Picks the first and the last day by two clicks or two presses of Enter; the same day twice selects one day. */
export function DaysPicker({ days, today, onChange }: DaysPickerProps) {
  const { t } = useTranslation("forms");
  const [picked, setPicked] = useState<[string | null, string | null]>([days?.from || null, days?.to || null]);
  return (
    <DatePicker
      type="range"
      size="xs"
      allowSingleDateInRange
      hideOutsideDates
      maxDate={today}
      defaultDate={days?.to || days?.from || today}
      value={picked}
      onChange={(next) => {
        setPicked(next);
        const [from, to] = next;
        if (from && to) onChange({ from, to });
      }}
      {...CALENDAR}
      ariaLabels={{ previousMonth: t("previousMonth"), nextMonth: t("nextMonth") }}
    />
  );
}
