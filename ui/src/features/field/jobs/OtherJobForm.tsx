import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type FieldProblem, type Problem } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { useFaultText } from "../../../components/faults";
import { ProblemNote } from "../../../components/ProblemNote";
import { carriesPin, type Field, type Operation, operationText } from "../../../state/catalogue";
import { useSnapshot } from "../../../state/snapshot";
import classes from "../field.module.css";

interface OtherJobFormProps {
  operation: Operation;
  start: Record<string, string>;
  busy: boolean;
  onBack: () => void;
  onSend: (values: Record<string, string>) => void;
}

/** What a job needs besides the card. It goes nowhere but to the desk: a PIN typed here is not kept. */
export function OtherJobForm({ operation, start, busy, onBack, onSend }: OtherJobFormProps) {
  const { t } = useTranslation(["field", "forms", "operations", "common"]);
  const faultText = useFaultText();
  const { holdSeconds } = useSnapshot().preferences;
  const [values, setValues] = useState(start);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [problem, setProblem] = useState<Problem>();
  const fields = operation.fields.filter(({ need, name }) => need === "mandatory" && name !== "smartcard_identifier");

  async function check() {
    setProblem(undefined);
    const given = Object.fromEntries(Object.entries(values).filter(([, text]) => text.trim() !== ""));
    try {
      const checked = await commands.outbox.checkForm({ operation: operation.id, values: given });
      setErrors(checked.errors);
      if (checked.errors.length === 0) onSend(given);
    } catch (reason) {
      setProblem(asProblem(reason));
    }
  }
  const inputOf = (field: Field) => {
    const fault = errors.find((at) => at.field === field.name || at.field.startsWith(`${field.name}.`));
    return {
      name: field.name,
      dir: "ltr",
      size: "lg",
      error: fault && faultText(fault),
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
              label={t("field:pin")}
              visibilityToggleButtonProps={{ "aria-label": t("field:showPin"), tabIndex: 0 }}
              {...input}
            />
          );
        }
        const label = field.name === "subscription_identifier" ? t("field:subscription") : t("field:providerCode");
        return <TextInput key={field.name} label={label} {...input} />;
      })}
      {carriesPin(operation) && (
        <p>{holdSeconds > 0 ? t("forms:will.pin", { seconds: holdSeconds }) : t("forms:will.pinAtOnce")}</p>
      )}
      <div className={classes.answers}>
        <Button onClick={onBack}>{t("forms:back")}</Button>
        <Button type="submit" variant="filled" aria-disabled={busy}>
          {busy ? t("forms:sending") : t(operationText(operation.id, "button"))}
        </Button>
      </div>
    </form>
  );
}

/** What is typed here is what a person calls it. */
function withName(field: Field, text: string): Record<string, string> {
  if (field.kind.type !== "identifier") return { [field.name]: text };
  return { [field.name]: text, [`${field.name}.by`]: field.kind.by[0] ?? "" };
}
