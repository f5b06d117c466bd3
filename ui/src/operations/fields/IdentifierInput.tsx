import { TextInput } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { OperationForm } from "../useOperationForm";
import { byName } from "../values";
import { FieldRow } from "./FieldRow";
import classes from "./fields.module.css";
import type { IdentifierField } from "./kinds";
import { Messages } from "./Messages";
import { fieldText, memberText } from "./texts";

/** One thing, named by one of its identifiers; the person says which one it is. */
export function IdentifierInput({ form, field }: { form: OperationForm; field: IdentifierField }) {
  const { t } = useTranslation("forms");
  const id = useId();
  const label = fieldText(form.operation, field, "label");
  const by = byName(field);
  const errors = [...form.errorsAt(field.name), ...form.errorsAt(by)];
  const warnings = form.warningsAt(field.name);

  return (
    <FieldRow label={label} labels={id} optional={field.need === "optional"}>
      <TextInput
        id={id}
        name={field.name}
        data-walk
        dir="ltr"
        value={form.values[field.name] ?? ""}
        error={errors.length > 0}
        attributes={{ input: { "aria-describedby": `${id}-messages` } }}
        aria-required={field.need === "mandatory"}
        data-warning={warnings.length > 0 || undefined}
        classNames={{ input: classes.mono, section: classes.bySection }}
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
                {memberText(member)}
              </option>
            ))}
          </select>
        }
        onChange={(event) => form.set(field.name, event.currentTarget.value)}
        onBlur={() => form.touch(field.name)}
      />
      <Messages
        id={`${id}-messages`}
        errors={errors}
        warnings={warnings}
        help={fieldText(form.operation, field, "help")}
        lack={form.lackAt(field)}
        text={form.values[field.name]}
        onRepair={(text) => form.set(field.name, text)}
      />
    </FieldRow>
  );
}
