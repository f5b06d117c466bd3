import { SegmentedControl } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { OperationForm } from "../useOperationForm";
import { FieldRow } from "./FieldRow";
import { isSet } from "./kinds";
import { SetInput } from "./SetInput";
import { fieldText } from "./texts";

/** Fields that exclude each other: one is chosen, and only that one is there to be filled in. */
export function OneOfInput({ form }: { form: OperationForm }) {
  const { t } = useTranslation("forms");
  const id = useId();
  const { fields: declared, exactlyOneOf } = form.operation;
  const fields = exactlyOneOf.flatMap((name) => declared.find((field) => field.name === name) ?? []);
  const chosen = fields.find(({ name }) => name === form.oneOf);
  return (
    <>
      <FieldRow label={t("oneOf")} id={id}>
        <SegmentedControl
          name="exactly_one_of"
          aria-labelledby={id}
          data={fields.map((field) => ({ value: field.name, label: fieldText(form.operation, field, "label") }))}
          value={form.oneOf}
          onChange={form.chooseOneOf}
        />
      </FieldRow>
      {chosen && isSet(chosen) && <SetInput form={form} field={chosen} key={chosen.name} />}
    </>
  );
}
