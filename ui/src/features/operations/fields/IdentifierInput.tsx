import { useId } from "react";
import { useTranslation } from "react-i18next";
import { fieldText } from "../../../state/fieldText";
import { identifierLabel } from "../../lookups/identifiers";
import type { FormState } from "../useOperationForm";
import { byName } from "../values";
import { FieldRow } from "./FieldRow";
import type { IdentifierField } from "./fieldKinds";
import classes from "./fields.module.css";
import { LookupInput } from "./LookupInput";

/** One entity by one of its identifiers; the user selects which identifier it is. */
export function IdentifierInput({ form, field }: { form: FormState; field: IdentifierField }) {
  const { t } = useTranslation("forms");
  const id = useId();
  const label = fieldText(form.operation, field, "label");
  const by = byName(field);
  return (
    <FieldRow label={label} labels={id} optional={field.need === "optional"}>
      <LookupInput
        form={form}
        field={field}
        name={field.name}
        label={label}
        id={id}
        errors={[...form.errorsAt(field.name), ...form.errorsAt(by)]}
        help={fieldText(form.operation, field, "help")}
        lack={form.lackAt(field)}
        aria-required={field.need === "mandatory"}
        classNames={{ section: classes.bySection }}
        leftSectionWidth={140}
        leftSectionPointerEvents="all"
        leftSection={
          <select
            className={classes.by}
            name={by}
            aria-label={t("byLabel", { field: label })}
            value={form.values[by]}
            onChange={(event) => form.set(by, event.currentTarget.value)}
          >
            {field.kind.by.map((member) => (
              <option key={member} value={member}>
                {identifierLabel(member)}
              </option>
            ))}
          </select>
        }
        onLeave={() => form.touch(field.name)}
      />
    </FieldRow>
  );
}
