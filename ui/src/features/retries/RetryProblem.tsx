import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../api/bindings";
import { comparisonQuery } from "../../api/queries";
import { ProblemNote } from "../../components/ProblemNote";

/** A problem of a form that retries `parent`; links to the other retry if the request was retried meanwhile. */
export function RetryProblem({ problem, parent }: { problem: Problem; parent: string | undefined }) {
  const { t } = useTranslation("retries");
  const retried = parent !== undefined && problem.code === "alreadyRetried";
  const { data } = useQuery({ ...comparisonQuery(parent ?? ""), enabled: retried, staleTime: 0 });
  const last = retried ? data?.retries.at(-1) : undefined;
  return (
    <ProblemNote
      problem={problem}
      actions={
        last && (
          <Anchor component={Link} to={`/requests/${last.key}`} fz="inherit">
            {t("toRetry")}
          </Anchor>
        )
      }
    />
  );
}
