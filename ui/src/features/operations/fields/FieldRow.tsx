import { Anchor } from "@mantine/core";
import { IconAlertTriangle, IconCircleX, IconPencil } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { FieldProblem } from "../../../api/bindings";
import { type NamedInput, useFaultText } from "../../../components/fieldFaults";
import { Icon } from "../../../components/Icon";
import { useAnnouncedDescription } from "../../../components/live/announce";
import classes from "./fields.module.css";

interface FieldRowProps {
  label: string;
  /** Id of the input that the label names; without one, the label names the group. */
  labels?: string;
  id?: string;
  optional?: boolean;
  /** Number of items in the set. */
  count?: number;
  children: ReactNode;
}

/** A field's label at the start of the line, with its control beside it. */
export function FieldRow({ label, labels, id, optional, count, children }: FieldRowProps) {
  const { t } = useTranslation("common");
  const extra = optional ? t("optional") : count ? String(count) : "";
  return (
    <div className={classes.row}>
      <div className={classes.label}>
        {labels ? (
          <label htmlFor={labels} id={id}>
            {label}
          </label>
        ) : (
          <span id={id}>{label}</span>
        )}
        {extra && <span className={classes.optional}> {extra}</span>}
      </div>
      <div className={classes.control}>{children}</div>
    </div>
  );
}

interface FieldMessagesProps {
  /** Set where an input refers to the messages by `aria-describedby`. */
  id?: string;
  /** The input, where its errors name it. */
  input?: NamedInput;
  errors: FieldProblem[];
  warnings: FieldProblem[];
  help?: string;
  /** The message for a value that a prefilled form lacks. */
  lack?: string;
  /** The text of the input, and the handler for a corrected text. */
  text?: string;
  onRepair?: (text: string) => void;
}

/** The messages below an input: its errors and warnings, else its help text. */
export function FieldMessages({ id, input, errors, warnings, help, lack, text, onRepair }: FieldMessagesProps) {
  const { t } = useTranslation("forms");
  const faultText = useFaultText();
  const element = useRef<HTMLDivElement>(null);
  const faults = [
    ...errors.map((problem) => faultText(problem, input)),
    ...warnings.map((problem) => faultText(problem)),
  ];
  useAnnouncedDescription(faults.join(" "), element);
  return (
    <div ref={element} id={id} className={classes.messages}>
      {errors.map((problem) => (
        <p key={problem.fault} className={classes.error}>
          <Icon of={IconCircleX} size={14} />
          <span>{faultText(problem, input)}</span>
        </p>
      ))}
      {warnings.map((problem) => (
        <p key={problem.fault} className={classes.warning}>
          <Icon of={IconAlertTriangle} size={14} />
          <span>
            {faultText(problem)}{" "}
            {problem.fault === "twelveDigits" && text && onRepair && (
              <Anchor component="button" type="button" fz="inherit" onClick={() => onRepair(firstEleven(text))}>
                {t("useInstead", { text: firstEleven(text) })}
              </Anchor>
            )}
            {problem.fault === "pairingOpen" && problem.params.request && (
              <Anchor component={Link} to={`/requests/${problem.params.request}`} fz="inherit">
                {t("pairing.openRequest")}
              </Anchor>
            )}
          </span>
        </p>
      ))}
      {lack && (
        <p className={classes.lack}>
          <Icon of={IconPencil} size={14} />
          <span>{lack}</span>
        </p>
      )}
      {errors.length + warnings.length === 0 && !lack && help && <p className={classes.help}>{help}</p>}
    </div>
  );
}

/** The printed number of a Conax card ends in a check digit that the API does not accept. */
const firstEleven = (text: string) => text.trim().slice(0, 11);
