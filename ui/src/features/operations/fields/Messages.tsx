import { Anchor } from "@mantine/core";
import { IconAlertTriangle, IconCircleX, IconPencil } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FieldProblem } from "../../../api/bindings";
import { useFaultText } from "../../../components/fieldFaults";
import { Icon } from "../../../components/Icon";
import classes from "./fields.module.css";

interface MessagesProps {
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
export function Messages({ id, errors, warnings, help, lack, text, onRepair }: MessagesProps) {
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
