import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Comparison, RejectedGroup, RequestDetail, Triage, TriageStatus } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { Status } from "../../../components/live/Status";
import { ProblemNote } from "../../../components/ProblemNote";
import { useCopied } from "../../../components/useCopied";
import { useNow } from "../../../state/dates";
import { useOperationName } from "../../../state/requestTexts";
import { openRetry, openRetryForm, retryOf } from "../../retries/openRetryForm";
import classes from "../rejected.module.css";
import { useRejectionReport } from "../rejectionReport";
import { TriageButtons } from "../triage/TriageButtons";
import { useTriage } from "../triage/useTriage";

interface RejectedPaneFooterProps {
  detail: RequestDetail;
  comparison: Comparison | undefined;
  marks: Triage | undefined;
  group: RejectedGroup | undefined;
  assignees: readonly string[];
}

/** The actions on this request alone. */
export function RejectedPaneFooter({ detail, comparison, marks, group, assignees }: RejectedPaneFooterProps) {
  const { t } = useTranslation("rejected");
  const { row } = detail;
  const report = useRejectionReport();
  const { copied, copy } = useCopied();
  const triage = useTriage({ count: 1, rowOf: () => marks && { row, marks } });
  const now = useNow(60_000);
  const jobName = useOperationName();
  const selection = retryOf([row]);
  return (
    <div className={classes.foot} role="toolbar" aria-label={t("actionsOnThis")}>
      {row.state === "rejected" && (
        <>
          <Button
            variant={group?.knowledge.advice === "yes" ? "filled" : "default"}
            onClick={() => openRetry({ selection, title: row.number ?? jobName(row) })}
          >
            {t("retryThis")}
          </Button>
          <Button onClick={() => openRetryForm.form(row.key)}>{t("retryWithChanges")}</Button>
        </>
      )}
      <Button
        leftSection={<Icon of={copied ? IconCheck : IconCopy} size={14} />}
        onClick={() => copy(report({ detail, comparison, marks, group }))}
      >
        {t("copyReport")}
      </Button>
      <Status className={classes.kept}>{copied && t("reportCopied")}</Status>
      {row.state === "rejected" && marks && (
        <div className={classes.triageGroup} data-small>
          <TriageButtons
            show={statusOf(marks, now)}
            count={1}
            assignees={assignees}
            onMark={(change) => triage.mark(selection, change)}
          />
        </div>
      )}
      {triage.problem && <ProblemNote problem={triage.problem} />}
    </div>
  );
}

/** The status that the marks give a request. */
function statusOf({ snoozedUntil, dismissed }: Triage, now: number): TriageStatus {
  if (dismissed !== null) return "dismissed";
  return snoozedUntil !== null && snoozedUntil > now ? "snoozed" : "open";
}
