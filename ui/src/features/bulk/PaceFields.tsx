import { NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BatchPace, Problem } from "../../api/bindings";
import { faultAt } from "../../api/problem";
import { useFaultText } from "../../components/fieldFaults";
import { useConnection } from "../../state/snapshot";
import classes from "./bulk.module.css";

interface PaceFieldsProps {
  pace: BatchPace;
  /** Of the last command; its faults are shown at the inputs. */
  problem: Problem | undefined;
  onChange: (pace: BatchPace) => void;
}

const twoDigits = (number: number) => `${number}`.padStart(2, "0");
const clock = (minutes: number) => `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;

/** Minutes after midnight; `undefined` for an empty or unfinished time. */
function minutesOf(time: string): number | undefined {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(time) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** The whole day is no bound. */
export const paceOf = (pace: BatchPace): BatchPace =>
  pace.hours && pace.hours.from === pace.hours.until ? { ...pace, hours: null } : pace;

/** How many rows are sent in an hour, in which hours, and how many may be without an outcome. */
export function PaceFields({ pace, problem, onChange }: PaceFieldsProps) {
  const { t } = useTranslation("bulk");
  const faultText = useFaultText();
  const textAt = (input: string) => {
    const fault = faultAt(problem, input);
    return fault && faultText(fault);
  };
  // The usual time to an outcome makes the bound a rate.
  const minutes = useConnection()?.rules.usualWaitMinutes ?? 1;
  const { from, until } = pace.hours ?? { from: 0, until: 0 };
  const hours = (part: { from?: number; until?: number }) =>
    onChange({ ...pace, hours: { from: part.from ?? from, until: part.until ?? until } });
  return (
    <fieldset className={classes.fields}>
      <legend>{t("send.pace")}</legend>
      <NumberInput
        name="perHour"
        label={t("send.perHour")}
        placeholder={t("send.noLimit")}
        min={1}
        allowDecimal={false}
        thousandSeparator=","
        value={pace.perHour ?? ""}
        error={textAt("per_hour")}
        onChange={(value) => onChange({ ...pace, perHour: typeof value === "number" ? value : null })}
      />
      <NumberInput
        name="mostOpen"
        label={t("send.mostOpen")}
        description={t("send.mostOpenHelp", {
          count: Math.round((pace.mostOpen * 60) / Math.max(1, minutes)),
          minutes,
        })}
        min={1}
        allowDecimal={false}
        value={pace.mostOpen}
        error={textAt("most_open")}
        onChange={(value) => typeof value === "number" && onChange({ ...pace, mostOpen: value })}
      />
      <TextInput
        type="time"
        label={t("send.hoursFrom")}
        value={clock(from)}
        error={textAt("hours_from")}
        onChange={(event) => hours({ from: minutesOf(event.currentTarget.value) })}
      />
      <TextInput
        type="time"
        label={t("send.hoursUntil")}
        value={clock(until)}
        error={textAt("hours_until")}
        onChange={(event) => hours({ until: minutesOf(event.currentTarget.value) })}
      />
    </fieldset>
  );
}
