import { CALENDAR } from "../../../i18n/language";
import "@mantine/dates/styles.layer.css";
import { InlineDateTimePicker } from "@mantine/dates";
import { useTranslation } from "react-i18next";
import { useDates } from "../../../state/dates";
import { nextHour, toPickerTime, toShownTime } from "../dates";

interface DateTimePickerProps {
  text: string;
  onPick: (text: string) => void;
  onDone: () => void;
}

/** A calendar with a time. It disables no date: the desk's validation judges dates, with a message. */
export function DateTimePicker({ text, onPick, onDone }: DateTimePickerProps) {
  const { t } = useTranslation("forms");
  const dates = useDates();
  const typed = toPickerTime(text);
  return (
    <InlineDateTimePicker
      size="xs"
      value={typed}
      // A default time would replace the typed time.
      defaultTimeValue={typed ? undefined : nextHour(dates.wallClock(Date.now()))}
      onChange={(picked) => onPick(picked ? toShownTime(picked) : "")}
      onSubmit={onDone}
      {...CALENDAR}
      ariaLabels={{
        previousMonth: t("previousMonth"),
        nextMonth: t("nextMonth"),
      }}
      timePickerProps={{
        hoursInputLabel: t("hours"),
        minutesInputLabel: t("minutes"),
      }}
      submitButtonProps={{ "aria-label": t("done") }}
    />
  );
}
