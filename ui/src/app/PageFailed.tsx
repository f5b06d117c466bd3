import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import { useLanding } from "../components/focus";
import { PageHead } from "../components/PageHead";
import { ProblemNote } from "../components/ProblemNote";
import classes from "./app.module.css";

/** The page that replaces one whose rendering failed, so that the window is never empty. */
export function PageFailed({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const note = useRef<HTMLDivElement>(null);
  useLanding(() => note.current);
  return (
    <>
      <PageHead title={t("app")} />
      <div ref={note} tabIndex={-1} className={classes.failed}>
        <ProblemNote problem={asProblem(error)} />
      </div>
    </>
  );
}
