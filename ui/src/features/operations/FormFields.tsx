import { Fragment } from "react";
import type { Field } from "../../state/catalogue";
import { ChoiceInput } from "./fields/ChoiceInput";
import { DateTimeInput } from "./fields/DateTimeInput";
import { FlagInput } from "./fields/FlagInput";
import { IdentifierInput } from "./fields/IdentifierInput";
import { type ChoiceField, type IdentifierField, isOption, type SetField } from "./fields/kinds";
import { OneOfInput } from "./fields/OneOfInput";
import { PinInput } from "./fields/PinInput";
import { SetInput } from "./fields/SetInput";
import { LeaveAt } from "./LeaveAt";
import { Options } from "./Options";
import { PairingResult } from "./PairingResult";
import type { OperationForm } from "./useOperationForm";

interface FormFieldsProps {
  form: OperationForm;
  optionsOpen: boolean;
  onOptions: (open: boolean) => void;
  /** It can be given a time to leave. */
  canWait: boolean;
}

/** The declared fields in their order; those that exclude each other stand as one choice. */
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
      <Options form={form} open={optionsOpen} onOpen={onOptions}>
        {fields.filter(isOption).map((field) => (
          <FieldInput key={field.name} form={form} field={field} />
        ))}
        {canWait && <LeaveAt form={form} />}
      </Options>
    </>
  );
}

function FieldInput({ form, field }: { form: OperationForm; field: Field }) {
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
