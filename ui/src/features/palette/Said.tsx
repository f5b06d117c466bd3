import { VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem";
import { ProblemNote } from "../../components/ProblemNote";
import classes from "./palette.module.css";

interface SaidProps {
  text: string;
  busy: boolean;
  /** The server was asked, and knows no such number. */
  nothing: boolean;
  problem: unknown;
}

/** What became of asking the server; read out when it changes. */
export function Said({ text, busy, nothing, problem }: SaidProps) {
  const { t } = useTranslation("home");
  return (
    <div className={busy ? undefined : classes.said} role="status">
      {busy && <VisuallyHidden>{t("askingServer", { text })}</VisuallyHidden>}
      {nothing && <p>{t("serverKnowsNothing")}</p>}
      {problem != null && <ProblemNote problem={asProblem(problem)} role="status" />}
    </div>
  );
}
