import { Button, TextInput } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../../components/IconButton";
import { useDates } from "../../../state/dates";
import { toServerTime, toShownTime } from "../../operations/dates";
import classes from "./actions.module.css";
import { snoozes } from "./snoozes";

/** Heavy, and the usual times do for most days. */
const DateTimePicker = lazy(async () => ({
  default: (await import("../../operations/fields/DateTimePicker")).DateTimePicker,
}));

/** Until when: usual times, or one that is typed or picked. All in the connection's time zone. */
export function SnoozeForm({ count, onSnooze }: { count: number; onSnooze: (until: number) => void }) {
  const { t } = useTranslation(["rejected", "faults", "forms"]);
  const dates = useDates();
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const [picking, setPicking] = useState(false);
  const until = text.trim() === "" ? Number.NaN : dates.instant(toServerTime(text));
  const late = until > Date.now();
  return (
    <form
      className={classes.fields}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (late) onSnooze(until);
        else setTried(true);
      }}
    >
      <p className={classes.heading}>{t("rejected:snoozeHead", { count })}</p>
      {picking ? (
        <Suspense fallback={<div className={classes.picker} />}>
          <div className={classes.picker}>
            <DateTimePicker text={text} onPick={setText} onDone={() => setPicking(false)} />
          </div>
        </Suspense>
      ) : (
        <div className={classes.times}>
          {snoozes(dates, Date.now()).map(({ name, at }, place) => (
            <Button
              key={name}
              size="xs"
              data-autofocus={place === 0 || undefined}
              justify="space-between"
              rightSection={<span className={classes.at}>{dates.short(at)}</span>}
              onClick={() => onSnooze(at)}
            >
              {t(`rejected:snoozeUntil.${name}`)}
            </Button>
          ))}
        </div>
      )}
      <TextInput
        name="until"
        dir="ltr"
        label={t("rejected:snoozeAt")}
        description={t("rejected:snoozeZone", { zone: dates.zone })}
        placeholder={t("forms:datePattern")}
        value={text}
        error={tried && !late && t(Number.isNaN(until) ? "faults:badDate" : "faults:pastDate")}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => setText(toShownTime(text))}
        rightSection={
          <IconButton
            icon={IconCalendar}
            label={t("rejected:pickDate")}
            aria-expanded={picking}
            onClick={() => setPicking(!picking)}
          />
        }
      />
      <div className={classes.answers}>
        <Button size="xs" type="submit" variant="filled" data-disabled={!late || undefined} aria-disabled={!late}>
          {t("rejected:snoozeDo")}
        </Button>
      </div>
    </form>
  );
}
