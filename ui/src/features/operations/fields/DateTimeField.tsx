import { Popover, TextInput } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { lazy, Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldProblem } from "../../../api/bindings";
import { IconButton } from "../../../components/IconButton";
import { Popup } from "../../../components/layers/Popup";
import type { Field } from "../../../state/catalogue";
import { fieldText } from "../../../state/fieldText";
import { toShownTime } from "../dates";
import type { FormState } from "../useOperationForm";
import { FieldMessages, FieldRow } from "./FieldRow";
import classes from "./fields.module.css";

/** Loaded on demand: rarely opened, and large. */
const DateTimePicker = lazy(() => import("./DateTimePicker").then((module) => ({ default: module.DateTimePicker })));

interface DateTimeFieldProps {
  name: string;
  label: string;
  help?: string;
  text: string;
  errors: FieldProblem[];
  warnings: FieldProblem[];
  disabled?: boolean;
  onChange: (text: string) => void;
  onBlur?: () => void;
}

/** A date that is typed as text or picked from a calendar. A past date warns and does not block. */
export function DateTimeField({ name, label, text, errors, warnings, disabled, ...rest }: DateTimeFieldProps) {
  const { t } = useTranslation("forms");
  const id = useId();
  const [picking, setPicking] = useState(false);
  return (
    <FieldRow label={label} labels={id}>
      <TextInput
        id={id}
        name={name}
        data-walk
        dir="ltr"
        w={220}
        disabled={disabled}
        placeholder={t("datePattern")}
        classNames={{ input: classes.mono }}
        attributes={{ input: { "aria-describedby": `${id}-messages` } }}
        value={text}
        error={errors.length > 0}
        data-warning={warnings.length > 0 || undefined}
        onChange={(event) => rest.onChange(event.currentTarget.value)}
        onBlur={() => {
          rest.onBlur?.();
          if (toShownTime(text) !== text) rest.onChange(toShownTime(text));
        }}
        rightSection={
          <Popup opened={picking} onChange={setPicking} position="bottom-end">
            <Popover.Target>
              <IconButton
                icon={IconCalendar}
                label={t("pick", { field: label })}
                disabled={disabled}
                onClick={() => setPicking(!picking)}
              />
            </Popover.Target>
            <Popover.Dropdown className={classes.picker} w={276} aria-label={label}>
              <Suspense fallback={<div className={classes.pickerSpace} />}>
                <DateTimePicker text={text} onPick={rest.onChange} onDone={() => setPicking(false)} />
              </Suspense>
            </Popover.Dropdown>
          </Popup>
        }
      />
      <FieldMessages id={`${id}-messages`} errors={errors} warnings={warnings} help={rest.help} />
    </FieldRow>
  );
}

/** A date and time that is sent to the server. */
export function DateTimeInput({ form, field }: { form: FormState; field: Field }) {
  return (
    <DateTimeField
      name={field.name}
      label={fieldText(form.operation, field, "label")}
      help={fieldText(form.operation, field, "help")}
      text={form.values[field.name] ?? ""}
      errors={form.errorsAt(field.name)}
      warnings={form.warningsAt(field.name)}
      onChange={(text) => form.set(field.name, text)}
      onBlur={() => form.touch(field.name)}
    />
  );
}
