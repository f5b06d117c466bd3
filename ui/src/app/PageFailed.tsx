import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import { PageHead } from "../components/PageHead";
import { ProblemNote } from "../components/ProblemNote";
import classes from "./PageFailed.module.css";

/** Stands where a page would, when drawing it failed: never an empty window. */
export function PageFailed({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t("app")} />
      <div className={classes.body}>
        <ProblemNote problem={asProblem(error)} />
      </div>
    </>
  );
}
