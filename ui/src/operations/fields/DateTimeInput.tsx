import { Popover, TextInput } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { lazy, Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "../../desk/catalogue";
import { IconButton } from "../../kit/IconButton";
import { toShownTime } from "../dates";
import type { OperationForm } from "../useOperationForm";
import { FieldRow } from "./FieldRow";
import classes from "./fields.module.css";
import { Messages } from "./Messages";
import { fieldText } from "./texts";

/** Rarely opened, and heavy. */
const DateTimePicker = lazy(() => import("./DateTimePicker").then((module) => ({ default: module.DateTimePicker })));

/** Typed as text or picked from a calendar; a date in the past warns and does not block. */
export function DateTimeInput({ form, field }: { form: OperationForm; field: Field }) {
  const { t } = useTranslation("forms");
  const id = useId();
  const [picking, setPicking] = useState(false);
  const text = form.values[field.name] ?? "";
  const errors = form.errorsAt(field.name);
  const warnings = form.warningsAt(field.name);
  const label = fieldText(form.operation, field, "label");

  return (
    <FieldRow label={label} labels={id}>
      <TextInput
        id={id}
        name={field.name}
        data-walk
        dir="ltr"
        w={220}
        placeholder={t("datePattern")}
        classNames={{ input: classes.mono }}
        attributes={{ input: { "aria-describedby": `${id}-messages` } }}
        value={text}
        error={errors.length > 0}
        data-warning={warnings.length > 0 || undefined}
        onChange={(event) => form.set(field.name, event.currentTarget.value)}
        onBlur={() => {
          form.touch(field.name);
          if (toShownTime(text) !== text) form.set(field.name, toShownTime(text));
        }}
        rightSection={
          <Popover
            opened={picking}
            onChange={setPicking}
            position="bottom-end"
            trapFocus
            returnFocus
            transitionProps={{ duration: 0 }}
          >
            <Popover.Target>
              <IconButton
                icon={IconCalendar}
                label={t("pick", { field: label })}
                onClick={() => setPicking(!picking)}
              />
            </Popover.Target>
            <Popover.Dropdown className={classes.picker} w={276} aria-label={label}>
              <Suspense fallback={<div className={classes.pickerSpace} />}>
                <DateTimePicker
                  text={text}
                  onPick={(picked) => form.set(field.name, picked)}
                  onDone={() => setPicking(false)}
                />
              </Suspense>
            </Popover.Dropdown>
          </Popover>
        }
      />
      <Messages
        id={`${id}-messages`}
        errors={errors}
        warnings={warnings}
        help={fieldText(form.operation, field, "help")}
      />
    </FieldRow>
  );
}
