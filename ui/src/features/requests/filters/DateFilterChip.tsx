import { Popover, UnstyledButton } from "@mantine/core";
import { IconCheck, IconChevronDown, IconX } from "@tabler/icons-react";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../components/Icon";
import { Popup } from "../../../components/layers/Popup";
import { useDates } from "../../../state/dates";
import classes from "../requests.module.css";
import { DAY_SPANS, type DateFilter, type DaySpan, type Days } from "./requestsView";

/** Large; the offered spans suffice on most days. */
const DaysPicker = lazy(async () => ({ default: (await import("./DaysPicker")).DaysPicker }));

interface DateFilterChipProps {
  /** Which time it filters by. */
  name: string;
  made: DateFilter | null;
  onChange: (made: DateFilter | null) => void;
}

/** Filters by a time: an offered span, or days from the calendar. */
export function DateFilterChip({ name, made, onChange }: DateFilterChipProps) {
  const { t } = useTranslation("requests");
  const dates = useDates();
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const days = typeof made === "object" ? made : null;
  const value = made === null ? undefined : typeof made === "string" ? t(`span.${made}`) : <DaysText days={made} />;
  return (
    <span className={classes.chip} data-on={made !== null || undefined}>
      <Popup opened={opened} onChange={setOpened} position="bottom-start">
        <Popover.Target>
          <UnstyledButton ref={button} className={classes.open} onClick={() => setOpened(!opened)}>
            {name} {value === undefined ? <Icon of={IconChevronDown} size={12} /> : <b>{value}</b>}
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown className={classes.days} aria-label={name}>
          <div className={classes.spans}>
            {(Object.keys(DAY_SPANS) as DaySpan[]).map((span, place) => (
              <UnstyledButton
                key={span}
                className={classes.span}
                data-autofocus={place === 0 || undefined}
                aria-pressed={made === span}
                onClick={() => {
                  onChange(span);
                  setOpened(false);
                }}
              >
                <Icon of={IconCheck} size={14} />
                <span>{t(`span.${span}`)}</span>
              </UnstyledButton>
            ))}
          </div>
          <Suspense fallback={<div className={classes.calendar} />}>
            <DaysPicker days={days} today={dates.wallClock(Date.now()).slice(0, 10)} onChange={onChange} />
          </Suspense>
          <p className={classes.note}>{t("daysOf", { zone: dates.zone })}</p>
        </Popover.Dropdown>
      </Popup>
      {made !== null && (
        <UnstyledButton
          className={classes.remove}
          aria-label={t("removeFilter", { name })}
          title={t("removeFilter", { name })}
          onClick={() => {
            onChange(null);
            button.current?.focus();
          }}
        >
          <Icon of={IconX} size={12} />
        </UnstyledButton>
      )}
    </span>
  );
}

function DaysText({ days: { from, to } }: { days: Days }) {
  const { t } = useTranslation("requests");
  const dates = useDates();
  const [first, last] = [from, to].map((day) => (day === "" ? "" : dates.date(dates.instant(`${day}T12:00:00`))));
  if (from === to) return first;
  if (to === "") return t("sinceDay", { day: first });
  return from === "" ? t("untilDay", { day: last }) : t("betweenDays", { from: first, to: last });
}
