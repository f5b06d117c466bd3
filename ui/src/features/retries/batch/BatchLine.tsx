import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Batch, commands } from "../../../api/bindings";
import { useActing } from "../../../api/useActing";
import { IconButton } from "../../../components/IconButton";
import { ProblemNote } from "../../../components/ProblemNote";
import { forgetBatch, isOver, settledOf, takeBatch } from "../../../state/batches";
import classes from "../retries.module.css";
import { Bar } from "./Bar";

/** One batch in a line: how far it is, why it stands still, and what can be done with it. */
export function BatchLine({ batch, title, onOpen }: { batch: Batch; title: string; onOpen: () => void }) {
  const { t } = useTranslation("retries");
  const acting = useActing();
  const act = (command: (id: string) => Promise<Batch>) =>
    void acting.run(async () => takeBatch(await command(batch.id)));
  const settled = settledOf(batch);
  const far = t("settledOf", { done: settled, of: batch.ready });
  const paused = batch.state === "paused";
  return (
    <div>
      {acting.problem && <ProblemNote problem={acting.problem} />}
      <div className={classes.batch} data-tone={paused ? "warn" : isOver(batch) ? "ok" : "accent"}>
        <b className={classes.batchTitle}>{title}</b>
        <span className={classes.batchState} role="status">
          {paused ? t(`paused.${batch.paused ?? "byHand"}`) : t(`state.${batch.state}`)}
        </span>
        {batch.state !== "planned" && (
          <>
            <Bar
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
            <Button size="xs" aria-label={t("goOnWith", { title })} onClick={() => act(commands.retries.goOnWithBatch)}>
              {t("goOn")}
            </Button>
          )}
          {(batch.state === "running" || batch.state === "canary") && (
            <Button size="xs" aria-label={t("pauseOf", { title })} onClick={() => act(commands.retries.pauseBatch)}>
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
