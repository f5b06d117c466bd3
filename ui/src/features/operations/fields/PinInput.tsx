import { TextInput } from "@mantine/core";
import { useId } from "react";
import type { Field } from "../../../state/catalogue";
import type { OperationForm } from "../useOperationForm";
import { FieldRow } from "./FieldRow";
import classes from "./fields.module.css";
import { Messages } from "./Messages";
import { fieldText } from "./texts";

/** Masked, and nowhere else: it is not kept with the form, not restored, and gone after the send. */
export function PinInput({ form, field }: { form: OperationForm; field: Field }) {
  const id = useId();
  const errors = form.errorsAt(field.name);
  return (
    <FieldRow label={fieldText(form.operation, field, "label")} labels={id}>
      <TextInput
        id={id}
        name={field.name}
        type="password"
        data-secret
        inputMode="numeric"
        autoComplete="off"
        data-walk
        dir="ltr"
        w={140}
        aria-required
        attributes={{ input: { "aria-describedby": `${id}-messages` } }}
        classNames={{ input: classes.mono }}
        value={form.values[field.name] ?? ""}
        error={errors.length > 0}
        onChange={(event) => form.set(field.name, event.currentTarget.value)}
        onBlur={() => form.touch(field.name)}
      />
      <Messages
        id={`${id}-messages`}
        errors={errors}
        warnings={form.warningsAt(field.name)}
        help={fieldText(form.operation, field, "help")}
        lack={form.lackAt(field)}
      />
    </FieldRow>
  );
}
