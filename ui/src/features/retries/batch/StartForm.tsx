import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Batch, commands, type Knowledge, type Problem } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { useFaultText } from "../../../components/faults";
import { LazyConfirm } from "../../../components/LazyConfirm";
import { ProblemNote } from "../../../components/ProblemNote";
import { takeBatch } from "../../../state/batches";
import { useSnapshot } from "../../../state/snapshot";
import classes from "../retries.module.css";

/** How many go first, and are waited for. */
export const CANARY = 3;

interface StartFormProps {
  batch: Batch;
  /** What is known of a cause that a retry alone does not cure. */
  advice: Knowledge | undefined;
  onCancel: () => void;
  onAsking: (asking: boolean) => void;
}

/** The last word before anything is sent: on a LIVE connection the count is typed, against the advice it is asked. */
export function StartForm({ batch, advice, onCancel, onAsking }: StartFormProps) {
  const { t } = useTranslation("retries");
  const { connections } = useSnapshot();
  const faultText = useFaultText();
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState(false);
  const connection = connections.find(({ id }) => id === batch.connection);
  const live = connection?.kind === "live";
  const count = /^\d{1,9}$/.test(typed.trim()) ? Number(typed.trim()) : null;
  const wrong = live && problem?.code === "invalidInput" ? problem : undefined;

  function ask(asked: boolean) {
    setAsks(asked);
    onAsking(asked);
  }
  async function start() {
    ask(false);
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      takeBatch(await commands.retries.startBatch(batch.id, live ? count : null));
    } catch (reason) {
      setProblem(asProblem(reason));
    } finally {
      setBusy(false);
    }
  }
  return (
    <form
      className={classes.dialog}
      aria-label={t("start")}
      onSubmit={(event) => {
        event.preventDefault();
        if (batch.ready === 0) return;
        if (advice) ask(true);
        else void start();
      }}
    >
      {batch.ready > 0 && <p className={classes.quiet}>{t("howItGoes", { count: Math.min(CANARY, batch.ready) })}</p>}
      {problem && !wrong && <ProblemNote problem={problem} />}
      {live && batch.ready > 0 && (
        <TextInput
          name="count"
          label={t("typeCount", { connection: connection.name, count: batch.ready })}
          inputMode="numeric"
          w={300}
          dir="ltr"
          value={typed}
          error={wrong && (wrong.fields[0] ? faultText(wrong.fields[0]) : t("wrongCount", { count: batch.ready }))}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <div className={classes.answers}>
        <Button data-autofocus={batch.ready === 0 || undefined} onClick={onCancel}>
          {t("doNotSend")}
        </Button>
        {batch.ready > 0 && (
          <Button type="submit" variant="filled" data-autofocus aria-disabled={busy} color={live ? "red" : undefined}>
            {t("send", { count: batch.ready })}
          </Button>
        )}
      </div>
      {asks && advice && (
        <LazyConfirm
          question={{
            title: t(advice.advice === "never" ? "askNever" : "askFixed"),
            text: (
              <>
                <p>{t(advice.advice === "never" ? "askNeverText" : "askFixedText", { count: batch.ready })}</p>
                {advice.nextStep && <p>{t("nextStep", { step: advice.nextStep })}</p>}
              </>
            ),
            keep: t(advice.advice === "never" ? "doNotSend" : "notFixed"),
            act: t(advice.advice === "never" ? "sendAllTheSame" : "isFixed"),
            risky: advice.advice === "never",
          }}
          onNo={() => ask(false)}
          onYes={() => void start()}
        />
      )}
    </form>
  );
}
