import { Checkbox } from "@mantine/core";
import { useId } from "react";
import type { Field } from "../../../state/catalogue";
import type { OperationForm } from "../useOperationForm";
import { FieldRow } from "./FieldRow";
import { Messages } from "./Messages";
import { fieldText } from "./texts";

/** Unticked means not sent: the server's own default holds. */
export function FlagInput({ form, field }: { form: OperationForm; field: Field }) {
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
      <Messages
        id={`${id}-messages`}
        errors={form.errorsAt(field.name)}
        warnings={form.warningsAt(field.name)}
        help={fieldText(form.operation, field, "help")}
      />
    </FieldRow>
  );
}
