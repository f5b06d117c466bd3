import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type BatchView, commands, type Knowledge } from "../../../api/bindings";
import { useCommand } from "../../../api/useCommand";
import { useFaultText } from "../../../components/fieldFaults";
import { LazyConfirm } from "../../../components/LazyConfirm";
import { ProblemNote } from "../../../components/ProblemNote";
import { takeBatch } from "../../../state/batches";
import { useSnapshot } from "../../../state/snapshot";
import classes from "../retries.module.css";

/** Number of requests that are sent first; the rest waits for their results. */
const CANARY = 3;

interface StartFormProps {
  batch: BatchView;
  /** The knowledge of a cause that a retry alone does not fix. */
  advice: Knowledge | undefined;
  onCancel: () => void;
}

/** The last step before sending: a LIVE connection requires the typed count, and contrary advice a confirmation. */
export function StartForm({ batch, advice, onCancel }: StartFormProps) {
  const { t } = useTranslation("retries");
  const { connections } = useSnapshot();
  const faultText = useFaultText();
  const [typed, setTyped] = useState("");
  const { busy, problem, run } = useCommand();
  const [asks, setAsks] = useState(false);
  const connection = connections.find(({ id }) => id === batch.connection);
  const live = connection?.kind === "live";
  const count = /^\d{1,9}$/.test(typed.trim()) ? Number(typed.trim()) : null;
  const wrong = live && problem?.code === "invalidInput" ? problem : undefined;

  function start() {
    setAsks(false);
    void run(async () => takeBatch(await commands.retries.startBatch(batch.id, live ? count : null)));
  }
  return (
    <form
      className={classes.dialog}
      aria-label={t("start")}
      onSubmit={(event) => {
        event.preventDefault();
        if (batch.ready === 0) return;
        if (advice) setAsks(true);
        else start();
      }}
    >
      {batch.ready > 0 && <p className={classes.quiet}>{t("howItGoes", { count: Math.min(CANARY, batch.ready) })}</p>}
      {problem && !wrong && <ProblemNote problem={problem} />}
      {live && batch.ready > 0 && (
        <TextInput
          data-autofocus
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
          <Button
            type="submit"
            variant="filled"
            data-autofocus={live ? undefined : true}
            aria-disabled={busy}
            color={live ? "red" : undefined}
          >
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
          onNo={() => setAsks(false)}
          onYes={start}
        />
      )}
    </form>
  );
}
