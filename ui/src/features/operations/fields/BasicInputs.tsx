import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useId } from "react";
import type { Field } from "../../../state/catalogue";
import { choiceText, fieldText } from "../../../state/fieldText";
import type { FormState } from "../useOperationForm";
import { FieldMessages, FieldRow } from "./FieldRow";
import type { ChoiceField } from "./fieldKinds";
import classes from "./fields.module.css";

export function ChoiceInput({ form, field }: { form: FormState; field: ChoiceField }) {
  const id = useId();
  return (
    <FieldRow label={fieldText(form.operation, field, "label")} labels={id}>
      <NativeSelect
        id={id}
        name={field.name}
        data-walk
        w={220}
        attributes={{ input: { "aria-describedby": `${id}-messages` } }}
        value={form.values[field.name]}
        data={field.kind.values.map((value) => ({ value, label: choiceText(field, value) }))}
        onChange={(event) => form.set(field.name, event.currentTarget.value)}
      />
      <FieldMessages
        id={`${id}-messages`}
        errors={form.errorsAt(field.name)}
        warnings={form.warningsAt(field.name)}
        help={fieldText(form.operation, field, "help")}
      />
    </FieldRow>
  );
}

/** An unticked flag is not sent: the server's default applies. */
export function FlagInput({ form, field }: { form: FormState; field: Field }) {
  const id = useId();
  return (
    <FieldRow label={fieldText(form.operation, field, "label")} labels={id}>
      <Checkbox
        id={id}
        name={field.name}
        data-walk
        mt={8}
        aria-describedby={`${id}-messages`}
        checked={form.values[field.name] === "true"}
        onChange={(event) => form.set(field.name, event.currentTarget.checked ? "true" : "")}
      />
      <FieldMessages
        id={`${id}-messages`}
        errors={form.errorsAt(field.name)}
        warnings={form.warningsAt(field.name)}
        help={fieldText(form.operation, field, "help")}
      />
    </FieldRow>
  );
}

/** Masked. A PIN is not saved with the draft, not restored, and cleared after sending. */
export function PinInput({ form, field }: { form: FormState; field: Field }) {
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
      <FieldMessages
        id={`${id}-messages`}
        input={{ label: fieldText(form.operation, field, "label") }}
        errors={errors}
        warnings={form.warningsAt(field.name)}
        help={fieldText(form.operation, field, "help")}
        lack={form.lackAt(field)}
      />
    </FieldRow>
  );
}
