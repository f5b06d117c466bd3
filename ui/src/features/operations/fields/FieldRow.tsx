import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
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
