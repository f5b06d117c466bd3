import { skipToken, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type BatchView, type CaIdQuestion, commands, type RejectedSelection } from "../../../api/bindings";
import { useCommand } from "../../../api/useCommand";
import { LazyConfirm } from "../../../components/LazyConfirm";
import { Dialog } from "../../../components/layers/Dialog";
import { ProblemNote } from "../../../components/ProblemNote";
import { batchQuery, takeBatch } from "../../../state/batches";
import { createStore } from "../../../state/createStore";
import classes from "../retries.module.css";
import { FinishedStep, PlanningStep, RunningStep } from "./BulkRetrySteps";
import { questionsQuery } from "./caIds";
import { DryRun } from "./DryRun";

interface PlannedBatch {
  selection: RejectedSelection;
  title: string;
}

/** The selections that this window planned, by batch id, so that an unstarted batch can be resumed. */
export const plannedBatches = createStore<ReadonlyMap<string, PlannedBatch>>(new Map());

function forgetPlan(id: string) {
  const left = new Map(plannedBatches.get());
  left.delete(id);
  plannedBatches.set(left);
}

interface BulkRetryDialogProps {
  /** Absent until the batch is planned. */
  id: string | undefined;
  title: string;
  /** The selection, if it was made in this window. */
  selection?: RejectedSelection;
  onClose: () => void;
}

/** A batch of retries, from the dry run to its end. Closing discards an unsent batch; a started one continues. */
export function BulkRetryDialog({ id, title, selection, onClose }: BulkRetryDialogProps) {
  const { t } = useTranslation(["retries", "common"]);
  const { data: batch } = useQuery({ ...batchQuery(id ?? ""), enabled: id !== undefined });
  const isPlanned = batch?.state === "planned";
  const questions = usePlannedQuestions(isPlanned ? batch : undefined);
  const command = useCommand();
  const [asking, setAsking] = useState(false);

  const act = (call: (id: string) => Promise<BatchView>) =>
    batch && command.run(async () => takeBatch(await call(batch.id)));
  const unsent = batch === undefined || batch.state === "planning" || batch.state === "planned";
  function close() {
    if (unsent && batch) {
      forgetPlan(batch.id);
      void act(commands.batches.stopBatch);
    }
    onClose();
  }
  return (
    <Dialog
      size={660}
      onClose={close}
      closeOnClickOutside={false}
      title={t("retries:title", { title })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <div className={classes.dialog}>
        {command.problem && <ProblemNote problem={command.problem} />}
        {batch?.problem && <ProblemNote problem={batch.problem} role="status" />}
        {batch === undefined || batch.state === "planning" || (isPlanned && questions === undefined) ? (
          <PlanningStep batch={batch} onStop={close} />
        ) : questions !== undefined ? (
          <DryRun batch={batch} questions={questions} selection={selection} onCancel={close} onLeave={onClose} />
        ) : batch.state === "done" || batch.state === "stopped" ? (
          <FinishedStep batch={batch} onClose={onClose} />
        ) : (
          <RunningStep
            batch={batch}
            busy={command.busy}
            onPause={() => void act(commands.batches.pauseBatch)}
            onGoOn={() => void act(commands.retries.resumeBatch)}
            onStop={() => setAsking(true)}
            onClose={onClose}
          />
        )}
        {asking && batch && !unsent && (
          <LazyConfirm
            question={{
              title: t("retries:stopTitle"),
              text: t("retries:stopText", { count: batch.ready - batch.sent }),
              keep: t("retries:stopKeep"),
              act: t("retries:stop"),
              risky: true,
            }}
            onNo={() => setAsking(false)}
            onYes={() => {
              setAsking(false);
              void act(commands.batches.stopBatch);
            }}
          />
        )}
      </div>
    </Dialog>
  );
}

/** The questions of a planned batch. Without them it can be sent all the same. */
function usePlannedQuestions(batch: BatchView | undefined): CaIdQuestion[] | undefined {
  const { data, isError } = useQuery(batch ? questionsQuery(batch) : { queryKey: ["batchRows"], queryFn: skipToken });
  return batch && (isError ? [] : data);
}
