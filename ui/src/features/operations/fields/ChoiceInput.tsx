import { NativeSelect } from "@mantine/core";
import { useId } from "react";
import type { OperationForm } from "../useOperationForm";
import { FieldRow } from "./FieldRow";
import type { ChoiceField } from "./kinds";
import { Messages } from "./Messages";
import { choiceText, fieldText } from "./texts";

export function ChoiceInput({ form, field }: { form: OperationForm; field: ChoiceField }) {
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
      <Messages
        id={`${id}-messages`}
        errors={form.errorsAt(field.name)}
        warnings={form.warningsAt(field.name)}
        help={fieldText(form.operation, field, "help")}
      />
    </FieldRow>
  );
}
