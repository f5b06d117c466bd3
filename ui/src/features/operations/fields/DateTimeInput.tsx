import type { Field } from "../../../state/catalogue";
import type { OperationForm } from "../useOperationForm";
import { DateTimeField } from "./DateTimeField";
import { fieldText } from "./texts";

/** A date and time that goes to the server. */
export function DateTimeInput({ form, field }: { form: OperationForm; field: Field }) {
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
