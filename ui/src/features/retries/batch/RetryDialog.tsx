import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Problem, type RejectedSelection } from "../../../api/bindings";
import { newKey } from "../../../api/keys";
import { asProblem } from "../../../api/problem";
import { useReturnFocus } from "../../../components/focus";
import { ProblemNote } from "../../../components/ProblemNote";
import { takeBatch } from "../../../state/batches";
import classes from "../retries.module.css";
import { BulkRetryDialog, plannedBatches } from "./BulkRetryDialog";

interface RetryDialogProps {
  selection: RejectedSelection;
  /** What is retried, in words: the title of its group. */
  title: string;
  onClose: () => void;
}

/** Many retries: what can be sent, then three, then the rest. Closing it leaves them running. */
export function RetryDialog({ onClose, ...asked }: RetryDialogProps) {
  const opened = useId();
  const [id] = useState(newKey);
  // As it was when it was opened: the page behind reads its rows again, and goes on to another group when this one is empty.
  const [{ selection: chosen, title }] = useState(asked);
  const plan = useQuery({
    queryKey: ["plan", opened],
    queryFn: async () => {
      const batch = takeBatch(await commands.planRetries(id, chosen));
      plannedBatches.set(new Map(plannedBatches.get()).set(batch.id, { selection: chosen, title }));
      return batch;
    },
    gcTime: 0,
  });
  if (plan.error) return <PlanFailed title={title} problem={asProblem(plan.error)} onClose={onClose} />;
  return <BulkRetryDialog id={plan.data?.id} title={title} selection={chosen} onClose={onClose} />;
}

/** It could not even be found out what can be sent. */
function PlanFailed({ title, problem, onClose }: { title: string; problem: Problem; onClose: () => void }) {
  const { t } = useTranslation(["retries", "common"]);
  useReturnFocus();
  return (
    <Modal
      opened
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
    </Modal>
  );
}
