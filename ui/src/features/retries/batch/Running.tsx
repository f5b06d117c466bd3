import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Batch } from "../../../api/bindings";
import classes from "../retries.module.css";
import { FailedList } from "./FailedList";
import { PausedNote } from "./PausedNote";
import { Progress } from "./Progress";

interface RunningProps {
  batch: Batch;
  busy: boolean;
  onPause: () => void;
  onGoOn: () => void;
  onStop: () => void;
  onClose: () => void;
}

/** Some of it is sent, the rest is to follow. */
export function Running({ batch, busy, onPause, onGoOn, onStop, onClose }: RunningProps) {
  const { t } = useTranslation("retries");
  const paused = batch.state === "paused";
  return (
    <>
      {paused ? (
        <PausedNote batch={batch} />
      ) : (
        <p role="status">{t(batch.state === "canary" ? "canary" : "running", { count: batch.sent })}</p>
      )}
      <Progress batch={batch} />
      <FailedList batch={batch} onOpened={onClose} />
      <div className={classes.answers}>
        <Button variant="subtle" onClick={onStop}>
          {t("stopAsk")}
        </Button>
        <Button onClick={onClose}>{t(paused ? "closePaused" : "closeRunning")}</Button>
        <Button
          data-autofocus
          variant="filled"
          aria-disabled={busy}
          onClick={() => (busy ? undefined : paused ? onGoOn() : onPause())}
        >
          {t(paused ? "goOn" : "pause")}
        </Button>
      </div>
    </>
  );
}
