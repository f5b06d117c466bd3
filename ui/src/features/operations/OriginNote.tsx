import { useTranslation } from "react-i18next";
import type { RequestDetail } from "../../api/bindings";
import { Banner } from "../../components/Banner";
import { ProblemNote } from "../../components/ProblemNote";
import { carriesPin, type Operation } from "../../state/catalogue";
import { useOperationName } from "../../state/useOperationName";

/** Where the form's values came from, with the server's words where it refused them. */
export function OriginNote({ origin, operation }: { origin: RequestDetail; operation: Operation }) {
  const { t } = useTranslation("forms");
  const jobName = useOperationName();
  const { row, problem } = origin;
  return (
    <>
      {problem && row.state !== "cancelled" && <ProblemNote problem={problem} role="status" />}
      <Banner tone="info" role="status">
        {row.state === "cancelled" ? t("takenBack") : t("filledFrom", { name: row.number ?? jobName(row) })}
        {carriesPin(operation) && ` ${t("pinAgain")}`}
      </Banner>
    </>
  );
}
