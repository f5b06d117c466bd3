import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Problem, type RejectedSelection } from "../../../api/bindings";
import { newKey } from "../../../api/newKey";
import { asProblem } from "../../../api/problem";
import { Dialog } from "../../../components/layers/Dialog";
import { ProblemNote } from "../../../components/ProblemNote";
import { takeBatch } from "../../../state/batches";
import classes from "../retries.module.css";
import { BulkRetryDialog, plannedBatches } from "./BulkRetryDialog";

interface RetryDialogProps {
  selection: RejectedSelection;
  /** The title of the group that is retried. */
  title: string;
  onClose: () => void;
}

/**
 * Retries many requests: a dry run, then three requests, then the rest. A started batch continues when the dialog
 * closes.
 */
export function RetryDialog({ onClose, ...asked }: RetryDialogProps) {
  const opened = useId();
  const [id] = useState(newKey);
  // The selection at opening: the page behind reads its rows again, and shows another group once this one is empty.
  const [{ selection: chosen, title }] = useState(asked);
  const plan = useQuery({
    queryKey: ["plan", opened],
    queryFn: async () => {
      const batch = takeBatch(await commands.retries.planRetries(id, chosen));
      plannedBatches.set(new Map(plannedBatches.get()).set(batch.id, { selection: chosen, title }));
      return batch;
    },
    gcTime: 0,
  });
  if (plan.error) return <PlanFailed title={title} problem={asProblem(plan.error)} onClose={onClose} />;
  return <BulkRetryDialog id={plan.data?.id} title={title} selection={chosen} onClose={onClose} />;
}

/** The plan of a batch failed. */
function PlanFailed({ title, problem, onClose }: { title: string; problem: Problem; onClose: () => void }) {
  const { t } = useTranslation(["retries", "common"]);
  return (
    <Dialog
      onClose={onClose}
      title={t("retries:title", { title })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <div className={classes.dialog}>
        <ProblemNote problem={problem} />
        <div className={classes.answers}>
          <Button data-autofocus onClick={onClose}>
            {t("common:close")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
