import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./OptionalLabel.module.css";

/** A label that says it may stay empty: the few that must not are the rule. */
export function OptionalLabel({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      {children} <span className={classes.optional}>{t("optional")}</span>
    </>
  );
}
