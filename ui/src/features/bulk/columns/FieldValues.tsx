import { NativeSelect, TextInput } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { SheetMatching } from "../../../api/bindings";
import type { Field, Operation } from "../../../state/catalogue";
import { choiceText, fieldText } from "../../../state/fieldText";
import classes from "./columns.module.css";
import { type FieldSource, knownOf, matchField, sourceOf } from "./matching";

interface FieldValuesProps {
  operation: Operation;
  matching: SheetMatching;
  faultAt: (input: string) => string | undefined;
  onChange: (matching: SheetMatching) => void;
}

/** The fields without a column: one value for all rows, what is known of the card, or nothing. */
export function FieldValues({ operation, matching, faultAt, onChange }: FieldValuesProps) {
  const { t } = useTranslation("bulk");
  const id = useId();
  const fields = operation.fields.filter(({ kind }) => kind.type !== "pin");
  const kinds = fields.filter(({ name, kind }) => kind.type === "identifier" && matching.columns.includes(name));
  return (
    // biome-ignore lint/a11y/useSemanticElements: the legend of a fieldset cannot stand beside its fields
    <div role="group" aria-labelledby={id} className={classes.values}>
      <h3 id={id}>{t("match.rest")}</h3>
      <div className={classes.inputs}>
        {fields
          .filter(({ name }) => sourceOf(matching, name) !== "column")
          .map((field) => (
            <FieldValue
              key={field.name}
              operation={operation}
              field={field}
              matching={matching}
              fault={faultAt(field.name)}
              onChange={onChange}
            />
          ))}
        {kinds.map((field) => (
          <IdentifierKind
            key={field.name}
            operation={operation}
            field={field}
            matching={matching}
            onChange={onChange}
          />
        ))}
      </div>
    </div>
  );
}

interface FieldProps {
  operation: Operation;
  field: Field;
  matching: SheetMatching;
  onChange: (matching: SheetMatching) => void;
}

function FieldValue({ operation, field, matching, fault, onChange }: FieldProps & { fault: string | undefined }) {
  const { t } = useTranslation("bulk");
  const label = fieldText(operation, field, "label");
  const source = sourceOf(matching, field.name);
  const known = knownOf(field);
  const sources: { value: FieldSource; label: string }[] = [
    { value: "nothing", label: t("match.fromNothing") },
    { value: "one", label: t("match.fromOne") },
    ...(known
      ? [
          {
            value: "known" as const,
            label: t(known === "subscription" ? "match.fromKnown" : "match.fromPairing"),
          },
        ]
      : []),
  ];
  const text = matching.fixed[field.name] ?? "";
  const put = (value: string) => onChange({ ...matching, fixed: { ...matching.fixed, [field.name]: value } });
  return (
    <div className={classes.field}>
      <NativeSelect
        label={label}
        aria-label={t("match.from", { field: label })}
        data={sources}
        value={source}
        error={fault}
        onChange={(event) => onChange(matchField(matching, field.name, event.currentTarget.value as FieldSource))}
      />
      {source === "one" &&
        (field.kind.type === "choice" || field.kind.type === "flag" ? (
          <NativeSelect
            aria-label={t("match.valueOf", { field: label })}
            data={[
              { value: "", label: "" },
              ...(field.kind.type === "choice" ? field.kind.values : ["true", "false"]).map((value) => ({
                value,
                label: choiceText(field, value),
              })),
            ]}
            value={text}
            onChange={(event) => put(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            aria-label={t("match.valueOf", { field: label })}
            dir="ltr"
            value={text}
            onChange={(event) => put(event.currentTarget.value)}
          />
        ))}
    </div>
  );
}

/** The kind of identifier in the column of a field. */
function IdentifierKind({ operation, field, matching, onChange }: FieldProps) {
  const { t } = useTranslation(["bulk", "faults"]);
  if (field.kind.type !== "identifier" || field.kind.by.length < 2) return null;
  const [first = ""] = field.kind.by;
  const label = t("bulk:match.by", { field: fieldText(operation, field, "label") });
  return (
    <NativeSelect
      label={label}
      data={field.kind.by.map((by) => ({ value: by, label: t(`faults:by.${by as "id"}`) }))}
      value={matching.by[field.name] ?? first}
      onChange={(event) => onChange({ ...matching, by: { ...matching.by, [field.name]: event.currentTarget.value } })}
    />
  );
}
