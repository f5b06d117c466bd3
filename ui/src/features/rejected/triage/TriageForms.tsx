import { Button, Combobox, Popover, Textarea, TextInput, useCombobox } from "@mantine/core";
import { IconCalendar, IconUser, IconUserOff } from "@tabler/icons-react";
import dayjs from "dayjs";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Drawing, Icon } from "../../../components/Icon";
import { IconButton } from "../../../components/IconButton";
import { Popup } from "../../../components/layers/Popup";
import { finds } from "../../../components/words";
import { type Dates, useDates } from "../../../state/dates";
import { useCurrentUser } from "../../../state/snapshot";
import { toServerTime, toShownTime } from "../../operations/dates";
import { useFilledForm } from "../../updates/filledForms";
import classes from "../rejected.module.css";
import { LONGEST_NOTE } from "./NoteEditor";

interface TriagePopoverProps {
  icon: Drawing;
  label: string;
  /** The form. `close` closes the popover. */
  children: (close: () => void) => ReactNode;
}

/** A small form below its button. Esc closes it and returns the focus to the button. */
export function TriagePopover({ icon, label, children }: TriagePopoverProps) {
  const [opened, setOpened] = useState(false);
  return (
    <Popup
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={296}
      // A tall form covers its button rather than leave the window.
      middlewares={{ flip: true, shift: { crossAxis: true, padding: 8 } }}
    >
      <Popover.Target>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Icon of={icon} size={14} />}
          onClick={() => setOpened(!opened)}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.triageForm} aria-label={label}>
        {children(() => setOpened(false))}
      </Popover.Dropdown>
    </Popup>
  );
}

interface TriageFormProps {
  /** Label of the submit button. */
  act: string;
  /** The form cannot be submitted yet. The button stays focusable, so that the fields can say why. */
  incomplete?: boolean;
  noValidate?: boolean;
  onSubmit: () => void;
  children: ReactNode;
}

/** The fields of one triage action and its submit button. */
function TriageForm({ act, incomplete = false, noValidate, onSubmit, children }: TriageFormProps) {
  return (
    <form
      className={classes.fields}
      noValidate={noValidate}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <div className={classes.answers}>
        <Button
          size="xs"
          type="submit"
          variant="filled"
          data-disabled={incomplete || undefined}
          aria-disabled={incomplete || undefined}
        >
          {act}
        </Button>
      </div>
    </form>
  );
}

interface AssignFormProps {
  count: number;
  /** The names that have assigned requests. */
  assignees: readonly string[];
  onAssign: (to: string | null) => void;
}

/** Assigns to the current user, to a known or typed name, or removes the assignment. */
export function AssignForm({ count, assignees, onAssign }: AssignFormProps) {
  const { t } = useTranslation("rejected");
  const me = useCurrentUser();
  const [name, setName] = useState("");
  const [listed, setListed] = useState(false);
  const typed = name.trim();
  const offered = assignees.filter((one) => finds([one], typed));
  const combobox = useCombobox({
    opened: listed && offered.length > 0,
    onOpenedChange: setListed,
    onDropdownClose: () => combobox.resetSelectedOption(),
  });
  return (
    <TriageForm act={t("assignDo")} incomplete={typed === ""} onSubmit={() => typed !== "" && onAssign(typed)}>
      <p className={classes.heading}>{t("assignHead", { count })}</p>
      <div className={classes.row}>
        {me !== null && (
          <Button size="xs" data-autofocus leftSection={<Icon of={IconUser} size={14} />} onClick={() => onAssign(me)}>
            {t("assignMe", { me })}
          </Button>
        )}
        <Button size="xs" leftSection={<Icon of={IconUserOff} size={14} />} onClick={() => onAssign(null)}>
          {t("nobody")}
        </Button>
      </div>
      <Combobox store={combobox} withinPortal={false} onOptionSubmit={onAssign}>
        <Combobox.Target>
          <TextInput
            name="assignee"
            label={t("assignTo")}
            maxLength={80}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setListed(true);
            }}
            onFocus={() => setListed(true)}
            onBlur={() => setListed(false)}
          />
        </Combobox.Target>
        <Combobox.Dropdown>
          <Combobox.Options aria-label={t("assignees")}>
            {offered.map((one) => (
              <Combobox.Option key={one} value={one}>
                <bdi>{one}</bdi>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </TriageForm>
  );
}

const USUAL_REASONS = ["done", "wrong", "test"] as const;

/** Dismisses with a reason, which is required: the next reader of the request needs it. */
export function DismissForm({ count, onDismiss }: { count: number; onDismiss: (reason: string) => void }) {
  const { t } = useTranslation("rejected");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const given = reason.trim();
  useFilledForm(given !== "");
  return (
    <TriageForm
      act={t("dismissDo")}
      incomplete={given === ""}
      onSubmit={() => (given === "" ? setTried(true) : onDismiss(given))}
    >
      <Textarea
        data-autofocus
        name="reason"
        label={t("dismissHead", { count })}
        placeholder={t("dismissExample")}
        rows={2}
        maxLength={500}
        error={tried && given === "" && t("dismissNoReason")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={classes.row}>
        {USUAL_REASONS.map((usual) => (
          <Button key={usual} size="xs" onClick={() => onDismiss(t(`reason.${usual}`))}>
            {t(`reason.${usual}`)}
          </Button>
        ))}
      </div>
    </TriageForm>
  );
}

/** Sets one note on all selected requests; an empty text removes their notes. */
export function NoteForm({ count, onNote }: { count: number; onNote: (text: string | null) => void }) {
  const { t } = useTranslation("rejected");
  const [text, setText] = useState("");
  useFilledForm(text !== "");
  return (
    <TriageForm act={t(text.trim() === "" ? "noteRemove" : "noteDo")} onSubmit={() => onNote(text.trim() || null)}>
      <Textarea
        data-autofocus
        name="note"
        label={t("noteHead", { count })}
        description={t("noteReplaces")}
        rows={3}
        maxLength={LONGEST_NOTE}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </TriageForm>
  );
}

/** Large; most snoozes end at one of the offered times. */
const DateTimePicker = lazy(async () => ({
  default: (await import("../../operations/fields/DateTimePicker")).DateTimePicker,
}));

/** Snoozes until an offered, typed or picked time, all in the connection's time zone. */
export function SnoozeForm({ count, onSnooze }: { count: number; onSnooze: (until: number) => void }) {
  const { t } = useTranslation(["rejected", "faults", "forms"]);
  const dates = useDates();
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const [picking, setPicking] = useState(false);
  const until = text.trim() === "" ? Number.NaN : dates.instant(toServerTime(text));
  const late = until > Date.now();
  return (
    <TriageForm
      act={t("rejected:snoozeDo")}
      incomplete={!late}
      noValidate
      onSubmit={() => (late ? onSnooze(until) : setTried(true))}
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
    </TriageForm>
  );
}

const MORNING_HOUR = 8;

export type Snooze = { name: "later" | "tomorrow" | "monday"; at: number };

/**
 * The offered ends of a snooze, by the wall clock of the connection's time zone: in three hours, tomorrow at 8:00, and
 * Monday at 8:00 unless that is tomorrow.
 */
export function snoozes({ wallClock, instant }: Pick<Dates, "wallClock" | "instant">, now: number): Snooze[] {
  const today = dayjs(wallClock(now));
  const morning = (days: number) =>
    instant(today.add(days, "day").hour(MORNING_HOUR).minute(0).second(0).format("YYYY-MM-DDTHH:mm:ss"));
  const toMonday = (8 - today.day()) % 7 || 7;
  const all: Snooze[] = [
    { name: "later", at: now + 3 * 3_600_000 },
    { name: "tomorrow", at: morning(1) },
  ];
  return toMonday === 1 ? all : [...all, { name: "monday", at: morning(toMonday) }];
}
