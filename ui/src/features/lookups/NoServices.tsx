import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Problem, Services } from "../../api/bindings";
import classes from "./lookups.module.css";

/** Why the list of services could not be read, and what to do. */
export const whyNotRead = (problem: Problem, t: TFunction<["forms", "problems"]>) =>
  problem.code === "invalidInput"
    ? [t("forms:services.typeNeeded"), problem.message && t("forms:services.refused", { words: problem.message })]
        .filter(Boolean)
        .join(" ")
    : t(`problems:${problem.code}.title`);

/** Says below an input for services why it offers none. */
export function NoServices({ services }: { services: Services | undefined }) {
  const { t } = useTranslation(["forms", "problems"]);
  const problem = services?.problem;
  if (!problem || services.services.length > 0) return null;
  return <span className={classes.noServices}>{whyNotRead(problem, t)}</span>;
}
