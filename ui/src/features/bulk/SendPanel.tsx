import { Button, TextInput } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BatchPace, type BatchView, type BulkSheet, commands } from "../../api/bindings";
import { faultAt } from "../../api/problem";
import { useCommand } from "../../api/useCommand";
import { useFaultText } from "../../components/fieldFaults";
import { focusFirstInvalid } from "../../components/focus";
import { Icon } from "../../components/Icon";
import { LazyConfirm } from "../../components/LazyConfirm";
import { Status } from "../../components/live/Status";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { isOver, outcomesAnHour, settledOf, takeBatch } from "../../state/batches";
import { useDates } from "../../state/dates";
import { useSnapshot } from "../../state/snapshot";
import { BatchProgress, PausedNote } from "../retries/batch/BulkRetrySteps";
import classes from "./bulk.module.css";
import { PaceFields, paceOf } from "./PaceFields";
import { RejectedCauses } from "./RejectedCauses";
import { runMillis } from "./runEstimate";

/** Sending a sheet: its pace and start, then its progress. */
export function SendPanel({ sheet, batch }: { sheet: BulkSheet; batch: BatchView }) {
  return batch.state === "planned" ? <StartSheet batch={batch} /> : <SheetRun sheet={sheet} batch={batch} />;
}

function StartSheet({ batch }: { batch: BatchView }) {
  const { t } = useTranslation("bulk");
  const { connections } = useSnapshot();
  const faultText = useFaultText();
  const dates = useDates();
  const [pace, setPace] = useState<BatchPace>(batch.pace);
  const [typed, setTyped] = useState("");
  const form = useRef<HTMLFormElement>(null);
  const { busy, problem, run } = useCommand({ onProblem: () => focusFirstInvalid(form.current) });
  const connection = connections.find(({ id }) => id === batch.connection);
  const live = connection?.kind === "live";
  const wrongCount = faultAt(problem, "typed");
  const count = /^\d{1,9}$/.test(typed.trim()) ? Number(typed.trim()) : null;
  return (
    <Panel title={t("send.title")}>
      <form
        ref={form}
        className={classes.pad}
        aria-label={t("send.title")}
        onSubmit={(event) => {
          event.preventDefault();
          if (busy || batch.ready === 0) return;
          void run(async () =>
            takeBatch(await commands.bulk.startBulkSheet(batch.id, live ? count : null, paceOf(pace))),
          );
        }}
      >
        <Status as="p">{t("send.ready", { count: batch.ready })}</Status>
        {batch.ready > 0 && (
          <>
            <p className={classes.quiet}>{t("send.how", { count: batch.ready })}</p>
            <PaceFields pace={pace} problem={problem} onChange={setPace} />
            <p className={classes.quiet}>
              {t("send.takes", {
                count: batch.ready,
                time: dates.span(0, runMillis(batch.ready, pace, connection?.rules.usualWaitMinutes ?? 1)),
              })}
            </p>
            {live && (
              <TextInput
                name="count"
                label={t("send.typeCount", { connection: connection.name, count: batch.ready })}
                inputMode="numeric"
                dir="ltr"
                value={typed}
                error={wrongCount && faultText(wrongCount)}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
            )}
            {problem && problem.fields.length === 0 && <ProblemNote problem={problem} />}
            <Button type="submit" variant="filled" size="lg" color={live ? "red" : undefined} aria-disabled={busy}>
              {t("send.start", { count: batch.ready })}
            </Button>
          </>
        )}
      </form>
    </Panel>
  );
}

function SheetRun({ sheet, batch }: { sheet: BulkSheet; batch: BatchView }) {
  const { t } = useTranslation("bulk");
  const command = useCommand();
  const [pace, setPace] = useState<BatchPace>();
  const [asks, setAsks] = useState(false);
  const act = (call: (id: string) => Promise<BatchView>) =>
    void command.run(async () => takeBatch(await call(sheet.id)));
  const { perHour, mostOpen } = batch.pace;
  const paused = batch.state === "paused";
  return (
    <Panel title={t("send.title")} end={<Status>{t(`state.${batch.state}`)}</Status>}>
      <div className={classes.pad}>
        {command.problem && command.problem.fields.length === 0 && <ProblemNote problem={command.problem} />}
        {paused && <PausedNote batch={batch} />}
        <BatchProgress batch={batch} />
        {!isOver(batch) && (
          <>
            <p className={classes.quiet}>
              {t("send.paceNow", {
                rate: perHour === null ? t("send.fullRate") : t("send.rate", { count: perHour }),
                open: mostOpen,
              })}{" "}
              <TimeLeft batch={batch} />
            </p>
            {paused && <PaceFields pace={pace ?? batch.pace} problem={command.problem} onChange={setPace} />}
            <div className={classes.tools}>
              <Button
                data-landing
                size="lg"
                variant={paused ? "filled" : "default"}
                leftSection={<Icon of={paused ? IconPlayerPlay : IconPlayerPause} size={16} />}
                aria-disabled={command.busy}
                onClick={() =>
                  act(
                    paused
                      ? (id) => commands.bulk.resumeBulkSheet(id, pace ? paceOf(pace) : null)
                      : commands.batches.pauseBatch,
                  )
                }
              >
                {t(paused ? (pace ? "send.paceChange" : "send.goOn") : "send.pause")}
              </Button>
              <Button size="lg" leftSection={<Icon of={IconPlayerStop} size={16} />} onClick={() => setAsks(true)}>
                {t("send.stop")}
              </Button>
            </div>
          </>
        )}
        {batch.rejected > 0 && <RejectedCauses sheet={sheet} rejected={batch.rejected} />}
        {asks && (
          <LazyConfirm
            question={{
              title: t("send.stopTitle"),
              text: t("send.stopText", { count: Math.max(0, batch.ready - batch.sent) }),
              keep: t("send.stopKeep"),
              act: t("send.stopNow"),
              risky: true,
            }}
            onNo={() => setAsks(false)}
            onYes={() => {
              setAsks(false);
              act(commands.batches.stopBatch);
            }}
          />
        )}
      </div>
    </Panel>
  );
}

/** The time to the last outcome, as far as the last minutes say. */
function TimeLeft({ batch }: { batch: BatchView }) {
  const { t } = useTranslation("bulk");
  const dates = useDates();
  const rate = outcomesAnHour(batch);
  if (rate === undefined) return null;
  const left = ((batch.ready - settledOf(batch)) * 3_600_000) / rate;
  return t("send.timeLeft", { time: dates.age(0, left), count: Math.round(rate) });
}
