import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type BatchView, commands } from "../../../api/bindings";
import { useCommand } from "../../../api/useCommand";
import { IconButton } from "../../../components/IconButton";
import { Status } from "../../../components/live/Status";
import { ProblemNote } from "../../../components/ProblemNote";
import { batchesQuery, forgetBatch, isGoing, isOver, seenGoing, settledOf, takeBatch } from "../../../state/batches";
import { useSnapshot } from "../../../state/snapshot";
import classes from "../retries.module.css";
import { BulkRetryDialog, plannedBatches } from "./BulkRetryDialog";
import { ProgressBar } from "./BulkRetrySteps";

/** The batches of retries: running ones, planned ones that wait for the user, and those just finished. */
export function BulkRetryStrip() {
  const { t } = useTranslation("retries");
  const { connection } = useSnapshot();
  const { data: batches = [] } = useQuery(batchesQuery);
  const seen = seenGoing.use();
  const plans = plannedBatches.use();
  const [opened, setOpened] = useState<string>();

  const shown = batches.filter(
    (batch) =>
      batch.kind === "retries" &&
      batch.connection === connection &&
      (isGoing(batch) || (isOver(batch) && seen.has(batch.id)) || (batch.state === "planned" && plans.has(batch.id))),
  );
  const titleOf = (batch: BatchView) =>
    plans.get(batch.id)?.title ?? batch.title ?? t("untitled", { count: batch.total });
  const open = batches.find(({ id }) => id === opened);
  return (
    <>
      {shown.length > 0 && (
        <section className={classes.strip} aria-label={t("strip")}>
          {shown.map((batch) => (
            <BulkRetryLine key={batch.id} batch={batch} title={titleOf(batch)} onOpen={() => setOpened(batch.id)} />
          ))}
        </section>
      )}
      {open && (
        <BulkRetryDialog
          id={open.id}
          title={titleOf(open)}
          selection={plans.get(open.id)?.selection}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}

/** One batch in a line: its progress, why it is paused, and its actions. */
function BulkRetryLine({ batch, title, onOpen }: { batch: BatchView; title: string; onOpen: () => void }) {
  const { t } = useTranslation("retries");
  const command = useCommand();
  const act = (call: (id: string) => Promise<BatchView>) =>
    void command.run(async () => takeBatch(await call(batch.id)));
  const settled = settledOf(batch);
  const far = t("settledOf", { done: settled, of: batch.ready });
  const paused = batch.state === "paused";
  return (
    <div>
      {command.problem && <ProblemNote problem={command.problem} />}
      <div className={classes.batch} data-tone={paused ? "warn" : isOver(batch) ? "ok" : "accent"}>
        <b className={classes.batchTitle}>{title}</b>
        <Status className={classes.batchState}>
          {paused ? t(`paused.${batch.paused ?? "byHand"}`) : t(`state.${batch.state}`)}
        </Status>
        {batch.state !== "planned" && (
          <>
            <ProgressBar
              label={t("progressOf", { title })}
              text={far}
              of={batch.ready}
              parts={[
                { count: batch.completed, tone: "ok" },
                { count: batch.rejected, tone: "bad" },
                { count: batch.unknown + batch.failed, tone: "warn" },
              ]}
            />
            <span className={classes.far}>{far}</span>
          </>
        )}
        <span className={classes.batchEnd}>
          {paused && (
            <Button size="xs" aria-label={t("goOnWith", { title })} onClick={() => act(commands.retries.resumeBatch)}>
              {t("goOn")}
            </Button>
          )}
          {(batch.state === "running" || batch.state === "canary") && (
            <Button size="xs" aria-label={t("pauseOf", { title })} onClick={() => act(commands.batches.pauseBatch)}>
              {t("pause")}
            </Button>
          )}
          <Button size="xs" aria-label={t("openOf", { title })} onClick={onOpen}>
            {t("open")}
          </Button>
          {isOver(batch) && (
            <IconButton icon={IconX} label={t("forget", { title })} onClick={() => forgetBatch(batch.id)} />
          )}
        </span>
      </div>
    </div>
  );
}
