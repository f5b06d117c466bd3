import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Batch, commands, type RejectedSelection } from "../../../api/bindings";
import { useActing } from "../../../api/useActing";
import { useReturnFocus } from "../../../components/focus";
import { LazyConfirm } from "../../../components/LazyConfirm";
import { ProblemNote } from "../../../components/ProblemNote";
import { batchQuery, takeBatch } from "../../../state/batches";
import classes from "../retries.module.css";
import { DryRun } from "./DryRun";
import { Finished } from "./Finished";
import { Planning } from "./Planning";
import { forgetPlan } from "./planned";
import { Running } from "./Running";

interface BatchDialogProps {
  /** Absent while it is being asked for. */
  id: string | undefined;
  title: string;
  /** What was chosen, where it was chosen in this window. */
  selection?: RejectedSelection;
  onClose: () => void;
}

/** A batch from the dry run to its end. Before anything was sent, closing gives it up; later it goes on. */
export function BatchDialog({ id, title, selection, onClose }: BatchDialogProps) {
  const { t } = useTranslation(["retries", "common"]);
  const { data: batch } = useQuery({ ...batchQuery(id ?? ""), enabled: id !== undefined });
  const acting = useActing();
  const [asking, setAsking] = useState(false);
  useReturnFocus();

  const act = (command: (id: string) => Promise<Batch>) =>
    batch && acting.run(async () => takeBatch(await command(batch.id)));
  const unsent = batch === undefined || batch.state === "planning" || batch.state === "planned";
  function close() {
    // A question above it takes the same Esc.
    if (asking) return;
    if (unsent && batch) {
      forgetPlan(batch.id);
      void act(commands.retries.stopBatch);
    }
    onClose();
  }
  return (
    <Modal
      opened
      size={660}
      onClose={close}
      closeOnClickOutside={false}
      title={t("retries:title", { title })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <div className={classes.dialog}>
        {acting.problem && <ProblemNote problem={acting.problem} />}
        {batch?.problem && <ProblemNote problem={batch.problem} role="status" />}
        {batch === undefined || batch.state === "planning" ? (
          <Planning batch={batch} onStop={close} />
        ) : batch.state === "planned" ? (
          <DryRun batch={batch} selection={selection} onCancel={close} onLeave={onClose} onAsking={setAsking} />
        ) : batch.state === "done" || batch.state === "stopped" ? (
          <Finished batch={batch} onClose={onClose} />
        ) : (
          <Running
            batch={batch}
            busy={acting.busy}
            onPause={() => void act(commands.retries.pauseBatch)}
            onGoOn={() => void act(commands.retries.goOnWithBatch)}
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
              void act(commands.retries.stopBatch);
            }}
          />
        )}
      </div>
    </Modal>
  );
}
