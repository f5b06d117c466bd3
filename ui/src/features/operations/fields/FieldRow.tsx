import { Anchor } from "@mantine/core";
import { IconAlertTriangle, IconCircleX, IconPencil } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FieldProblem } from "../../../api/bindings";
import { useFaultText } from "../../../components/faults";
import { Icon } from "../../../components/Icon";
import classes from "./fields.module.css";

interface FieldRowProps {
  label: string;
  /** Id of the input that the label names; without one, the label names the group. */
  labels?: string;
  id?: string;
  optional?: boolean;
  /** How many the set holds. */
  count?: number;
  children: ReactNode;
}

/** A field's name at the start of the line, its control beside it. */
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
  /** Where it is said to describe an input by itself. */
  id?: string;
  errors: FieldProblem[];
  warnings: FieldProblem[];
  help?: string;
  /** What a form that was filled from a request could not be filled with, and what to type. */
  lack?: string;
  /** The text of the input, and what to do with a repaired one. */
  text?: string;
  onRepair?: (text: string) => void;
}

/** What stands below an input: what is wrong, what is doubtful, or else what belongs in it. */
export function FieldMessages({ id, errors, warnings, help, lack, text, onRepair }: FieldMessagesProps) {
  const { t } = useTranslation("forms");
  const faultText = useFaultText();
  return (
    <div id={id} className={classes.messages} aria-live="polite">
      {errors.map((problem) => (
        <p key={problem.fault} className={classes.error}>
          <Icon of={IconCircleX} size={14} />
          <span>{faultText(problem)}</span>
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

/** The printed number of a Conax card ends in a digit that the API does not take. */
const firstEleven = (text: string) => text.trim().slice(0, 11);
