import { VisuallyHidden } from "@mantine/core";
import { createContext, type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import classes from "./entities.module.css";

/** Names of the values that are not what they were a moment ago. */
export const ChangedNames = createContext<ReadonlySet<string>>(new Set());

/** A line of a list of facts; marked for a while when its value is another one. */
export function Fact({ name, label, children }: { name: string; label: ReactNode; children: ReactNode }) {
  const { t } = useTranslation("things");
  const isChanged = useContext(ChangedNames).has(name);
  return (
    <>
      <dt>{label}</dt>
      <dd className={classes.fact} data-changed={isChanged || undefined}>
        {children}
        {isChanged && <VisuallyHidden>{t("changed")}</VisuallyHidden>}
      </dd>
    </>
  );
}
