import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { Fragment, type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { carriesPin, type Field } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { choiceText } from "../../state/fieldText";
import { toShownTime } from "./dates";
import { ChoiceInput, FlagInput, PinInput } from "./fields/BasicInputs";
import { DateTimeField, DateTimeInput } from "./fields/DateTimeField";
import { FieldRow } from "./fields/FieldRow";
import { type ChoiceField, type IdentifierField, isOption, type SetField } from "./fields/fieldKinds";
import { IdentifierInput } from "./fields/LookupInput";
import { PairingResult } from "./fields/PairingResult";
import { OneOfInput, SetInput } from "./fields/SetInput";
import classes from "./operations.module.css";
import { LEAVES_AT } from "./scheduledSend";
import type { FormState } from "./useOperationForm";

interface FormFieldsProps {
  form: FormState;
  optionsOpen: boolean;
  onOptions: (open: boolean) => void;
  /** The request can be scheduled for a later time. */
  canWait: boolean;
}

/** The declared fields in their order; mutually exclusive ones are one choice. */
export function FormFields({ form, optionsOpen, onOptions, canWait }: FormFieldsProps) {
  const { fields, exactlyOneOf } = form.operation;
  return (
    <>
      {fields
        .filter((field) => !isOption(field))
        .map((field) => (
          <Fragment key={field.name}>
            {!exactlyOneOf.includes(field.name) && <FieldInput form={form} field={field} />}
            {field.name === exactlyOneOf[0] && <OneOfInput form={form} />}
          </Fragment>
        ))}
      {form.pairing.shown && <PairingResult form={form} />}
      <OptionsSection form={form} open={optionsOpen} onOpen={onOptions}>
        {fields.filter(isOption).map((field) => (
          <FieldInput key={field.name} form={form} field={field} />
        ))}
        {canWait && <ScheduledSendField form={form} />}
      </OptionsSection>
    </>
  );
}

function FieldInput({ form, field }: { form: FormState; field: Field }) {
  switch (field.kind.type) {
    case "identifier":
      return <IdentifierInput form={form} field={field as IdentifierField} />;
    case "set":
      return <SetInput form={form} field={field as SetField} />;
    case "choice":
      return <ChoiceInput form={form} field={field as ChoiceField} />;
    case "flag":
      return <FlagInput form={form} field={field} />;
    case "date-time":
      return <DateTimeInput form={form} field={field} />;
    case "pin":
      return <PinInput form={form} field={field} />;
  }
}

interface OptionsSectionProps {
  form: FormState;
  open: boolean;
  onOpen: (open: boolean) => void;
  children: ReactNode;
}

/** Rarely used fields, collapsed; the summary states their effect without expanding them. */
function OptionsSection({ form, open, onOpen, children }: OptionsSectionProps) {
  const { t } = useTranslation("forms");
  const id = useId();
  const summary = useOptionsSummary(form);
  return (
    <>
      <FieldRow label={t("options")}>
        <UnstyledButton
          type="button"
          className={classes.fold}
          aria-expanded={open}
          aria-controls={id}
          aria-keyshortcuts="Alt+O"
          onClick={() => onOpen(!open)}
        >
          <Icon of={open ? IconChevronDown : IconChevronRight} size={14} className="icon-mirrors" />
          <span className={classes.summary}>
            <VisuallyHidden>{t("options")}:</VisuallyHidden> {summary}
          </span>
          <Kbd keys="Alt+O" />
        </UnstyledButton>
      </FieldRow>
      <div id={id} className={classes.options} hidden={!open}>
        {open && children}
      </div>
    </>
  );
}

function useOptionsSummary({ operation, values, leavesAt }: FormState): string {
  const { t } = useTranslation("forms");
  const parts = operation.fields
    .filter(isOption)
    .toReversed()
    .map((field) => {
      const text = values[field.name] ?? "";
      if (field.kind.type === "choice") return t("summary.priority", { value: choiceText(field, text) });
      if (field.kind.type === "flag") return t(text === "true" ? "summary.immediately" : "summary.nextRun");
      if (field.name === "start_date") {
        return text ? t("summary.starts", { at: toShownTime(text) }) : t("summary.startsNow");
      }
      return text ? t("summary.scheduled", { at: toShownTime(text) }) : t("summary.unscheduled");
    });
  if (leavesAt.trim() !== "") parts.push(t("summary.leaves", { at: toShownTime(leavesAt) }));
  const words = parts.join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Keeps the request in the outbox until the given time. Not for a request with a PIN, which is never stored. */
function ScheduledSendField({ form }: { form: FormState }) {
  const { t } = useTranslation("forms");
  const dates = useDates();
  const pin = carriesPin(form.operation);
  const { errors, warnings } = form.leaving;
  return (
    <DateTimeField
      name={LEAVES_AT}
      label={t("leaveAt")}
      help={t(pin ? "leaveAtPin" : "leaveAtHelp", { zone: dates.zone })}
      text={form.leavesAt}
      disabled={pin}
      errors={form.attempted || form.isTouched(LEAVES_AT) ? errors : []}
      warnings={warnings}
      onChange={form.setLeavesAt}
      onBlur={() => form.touch(LEAVES_AT)}
    />
  );
}
