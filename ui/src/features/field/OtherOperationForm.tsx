import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type FieldProblem } from "../../api/bindings";
import { useCommand } from "../../api/useCommand";
import { useFaultText } from "../../components/fieldFaults";
import { ProblemNote } from "../../components/ProblemNote";
import { carriesPin, type Field, type Operation, operationText } from "../../state/catalogue";
import { useSnapshot } from "../../state/snapshot";
import classes from "./field.module.css";

interface OtherOperationFormProps {
  operation: Operation;
  start: Record<string, string>;
  busy: boolean;
  onBack: () => void;
  onSend: (values: Record<string, string>) => void;
}

/** The inputs of an operation besides the card. Values go to the desk only: a PIN typed here is not stored. */
export function OtherOperationForm({ operation, start, busy, onBack, onSend }: OtherOperationFormProps) {
  const { t } = useTranslation(["field", "forms", "operations", "common"]);
  const faultText = useFaultText();
  const { holdSeconds } = useSnapshot().preferences;
  const [values, setValues] = useState(start);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const { problem, run } = useCommand({ refresh: null });
  const fields = operation.fields.filter(({ need, name }) => need === "mandatory" && name !== "smartcard_identifier");

  const check = () =>
    run(async () => {
      const given = Object.fromEntries(Object.entries(values).filter(([, text]) => text.trim() !== ""));
      const checked = await commands.outbox.checkForm({ operation: operation.id, values: given });
      setErrors(checked.errors);
      if (checked.errors.length === 0) onSend(given);
    });
  const labelOf = ({ kind, name }: Field) => {
    if (kind.type === "pin") return t("field:pin");
    return name === "subscription_identifier" ? t("field:subscription") : t("field:providerCode");
  };
  const inputOf = (field: Field) => {
    const label = labelOf(field);
    const fault = errors.find((at) => at.field === field.name || at.field.startsWith(`${field.name}.`));
    return {
      name: field.name,
      label,
      dir: "ltr",
      size: "lg",
      error: fault && faultText(fault, { label }),
      value: values[field.name] ?? "",
      onChange: (event: { currentTarget: { value: string } }) => {
        const { value } = event.currentTarget;
        setValues((known) => ({ ...known, ...withName(field, value) }));
      },
    } as const;
  };

  return (
    <form
      className={classes.typing}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void check();
      }}
    >
      {problem && <ProblemNote problem={problem} />}
      <p>{t(operationText(operation.id, "summary"))}</p>
      {fields.map((field, place) => {
        const input = { ...inputOf(field), "data-autofocus": place === 0 || undefined };
        if (field.kind.type === "pin") {
          return (
            <PasswordInput
              key={field.name}
              visibilityToggleButtonProps={{ "aria-label": t("field:showPin"), tabIndex: 0 }}
              {...input}
            />
          );
        }
        return <TextInput key={field.name} {...input} />;
      })}
      {carriesPin(operation) && (
        <p>{holdSeconds > 0 ? t("forms:will.pin", { seconds: holdSeconds }) : t("forms:will.pinAtOnce")}</p>
      )}
      <div className={classes.answers}>
        <Button onClick={onBack}>{t("common:back")}</Button>
        <Button type="submit" variant="filled" aria-disabled={busy}>
          {busy ? t("forms:sending") : t(operationText(operation.id, "button"))}
        </Button>
      </div>
    </form>
  );
}

/** Typed text counts as the field's first identifier, the one that users read. */
function withName(field: Field, text: string): Record<string, string> {
  if (field.kind.type !== "identifier") return { [field.name]: text };
  return { [field.name]: text, [`${field.name}.by`]: field.kind.by[0] ?? "" };
}
