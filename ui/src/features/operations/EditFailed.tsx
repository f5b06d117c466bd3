import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../api/bindings";
import { PageHead } from "../../components/PageHead";
import { ProblemNote } from "../../components/ProblemNote";
import classes from "./operations.module.css";

interface EditFailedProps {
  requestKey: string;
  /** It was to be retried, not edited. */
  retries: boolean;
  problem: Problem;
}

/** It could not be taken out for editing, for example because it has left. No form: it would send a second one. */
export function EditFailed({ requestKey, retries, problem }: EditFailedProps) {
  const { t } = useTranslation("forms");
  return (
    <>
      <PageHead title={t(retries ? "retryFailed" : "editFailed")} />
      <div className={classes.scroll}>
        <ProblemNote
          problem={problem}
          actions={
            <Anchor component={Link} to={`/requests/${requestKey}`} fz="inherit">
              {t("openDetail")}
            </Anchor>
          }
        />
      </div>
    </>
  );
}
