import { Anchor, Button } from "@mantine/core";
import {
  IconCircleCheck,
  IconCircleX,
  IconHelpCircle,
  IconHourglassEmpty,
  IconPlugConnectedX,
  IconStack2,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { BatchView } from "../../../api/bindings";
import { Banner } from "../../../components/Banner";
import { type Drawing, Icon } from "../../../components/Icon";
import { Status } from "../../../components/live/Status";
import { sheetDismissed, useSnapshot } from "../../../state/snapshot";
import classes from "../retries.module.css";
import { FailedList, isSameError, useReasonCounts } from "./BatchRowLists";

/** The planning step: every request is checked for missing values. Nothing is sent. */
export function PlanningStep({ batch, onStop }: { batch: BatchView | undefined; onStop: () => void }) {
  const { t } = useTranslation("retries");
  const done = batch?.lookedAt ?? 0;
  const of = batch?.total ?? 0;
  return (
    <>
      <Status as="p">{t("planning")}</Status>
      <ProgressBar
        label={t("planningBar")}
        text={t("lookedAt", { done, of })}
        of={of}
        parts={[{ count: done, tone: "accent" }]}
      />
      <p className={classes.quiet}>{t("lookedAt", { done, of })}</p>
      <div className={classes.answers}>
        <Button data-autofocus onClick={onStop}>
          {t("stopPlanning")}
        </Button>
      </div>
    </>
  );
}

interface RunningStepProps {
  batch: BatchView;
  busy: boolean;
  onPause: () => void;
  onGoOn: () => void;
  onStop: () => void;
  onClose: () => void;
}

/** The running step: part of the batch is sent. */
export function RunningStep({ batch, busy, onPause, onGoOn, onStop, onClose }: RunningStepProps) {
  const { t } = useTranslation("retries");
  const paused = batch.state === "paused";
  return (
    <>
      {paused ? (
        <PausedNote batch={batch} />
      ) : (
        <Status as="p">{t(batch.state === "canary" ? "canary" : "running", { count: batch.sent })}</Status>
      )}
      <BatchProgress batch={batch} />
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

/** Why the batch is paused, and what is needed to resume it. */
export function PausedNote({ batch }: { batch: BatchView }) {
  const { t } = useTranslation("retries");
  const { session } = useSnapshot();
  const reason = batch.paused ?? "byHand";
  const wrong = reason === "canary" || reason === "equalErrors";
  return (
    <Banner
      tone={wrong ? "warn" : "info"}
      role="status"
      actions={
        reason === "session" &&
        session?.state !== "active" && (
          <Anchor component="button" type="button" fz="inherit" onClick={() => sheetDismissed.set(false)}>
            {t("signIn")}
          </Anchor>
        )
      }
    >
      <b>{t(`paused.${reason}`)}</b> {t(`pausedNext.${reason}`)}
      {wrong && batch.error && (
        <bdi dir="ltr" className={classes.words} data-selectable>
          {batch.error}
        </bdi>
      )}
    </Banner>
  );
}

/** The result of a batch, with links to the failed retries. */
export function FinishedStep({ batch, onClose }: { batch: BatchView; onClose: () => void }) {
  const { t } = useTranslation(["retries", "common"]);
  const again = useRepeatedError(batch);
  const { sent, completed, rejected, failed, unknown } = batch;
  const parts = [
    t("retries:counted.completed", { count: completed }),
    rejected > 0 && `${t("retries:rejectedAgain", { count: rejected })}${again ? ` (${again})` : ""}`,
    failed > 0 && t("retries:counted.failed", { count: failed }),
    unknown > 0 && t("retries:counted.unknown", { count: unknown }),
    batch.open > 0 && t("retries:counted.open", { count: batch.open }),
  ].filter(Boolean);
  const bad = rejected + failed + unknown > 0;
  return (
    <>
      <Banner tone={batch.state === "stopped" ? "info" : bad ? "warn" : "ok"} role="status">
        <b>{t("retries:summary", { count: sent, parts: parts.join(", ") })}</b>{" "}
        {batch.state === "stopped" && t("retries:stopped", { count: Math.max(0, batch.ready - sent) })}{" "}
        {batch.leftOut > 0 && t("retries:leftHere", { count: batch.leftOut })}
      </Banner>
      <BatchProgress batch={batch} />
      <FailedList batch={batch} onOpened={onClose} />
      <div className={classes.answers}>
        <Button data-autofocus variant="filled" onClick={onClose}>
          {t("common:close")}
        </Button>
      </div>
    </>
  );
}

/** Whether the repeated rejections have the same error; `undefined` until all of them are read. */
function useRepeatedError(batch: BatchView): string | undefined {
  const { t } = useTranslation("retries");
  const failed = batch.rejected + batch.failed + batch.unknown;
  const { counts, partial } = useReasonCounts(batch.id, "failed", failed, (row) =>
    row.retry?.state !== "rejected" ? "none" : isSameError(row) ? "same" : "other",
  );
  const found = Object.fromEntries(counts) as { same?: number; other?: number };
  if (partial || batch.rejected === 0) return undefined;
  if (!found.other) return t("sameError");
  if (!found.same) return t("otherError", { count: found.other });
  return t("mixedErrors", { same: found.same, other: found.other });
}

type Counted = "completed" | "rejected" | "failed" | "unknown" | "open" | "left";

const looks: Record<Counted, { tone: BarPart["tone"]; icon: Drawing }> = {
  completed: { tone: "ok", icon: IconCircleCheck },
  rejected: { tone: "bad", icon: IconCircleX },
  unknown: { tone: "warn", icon: IconHelpCircle },
  failed: { tone: "mute", icon: IconPlugConnectedX },
  open: { tone: "info", icon: IconHourglassEmpty },
  left: { tone: "accent", icon: IconStack2 },
};
/** Counts that are also shown when they are zero. */
const ALWAYS: readonly Counted[] = ["completed", "rejected", "unknown", "left"];

/** The progress of a batch as a bar and in words. */
export function BatchProgress({ batch }: { batch: BatchView }) {
  const { t } = useTranslation("retries");
  const counts = { ...batch, left: Math.max(0, batch.ready - batch.sent) };
  const kinds = Object.keys(looks) as Counted[];
  const shown = kinds.filter((kind) => counts[kind] > 0 || ALWAYS.includes(kind));
  return (
    <>
      <ProgressBar
        label={t("progress")}
        text={shown.map((kind) => t(`counted.${kind}`, { count: counts[kind] })).join(", ")}
        of={batch.ready}
        parts={kinds.filter((kind) => kind !== "left").map((kind) => ({ count: counts[kind], tone: looks[kind].tone }))}
      />
      <ul className={classes.legend}>
        {shown.map((kind) => (
          <li key={kind} data-tone={looks[kind].tone}>
            <Icon of={looks[kind].icon} size={14} />
            {t(`counted.${kind}`, { count: counts[kind] })}
          </li>
        ))}
      </ul>
    </>
  );
}

interface BarPart {
  count: number;
  tone: "ok" | "bad" | "warn" | "info" | "accent" | "mute";
}

interface ProgressBarProps {
  label: string;
  /** The progress in words. */
  text: string;
  of: number;
  parts: readonly BarPart[];
}

/** A progress bar with several parts; a text beside it gives the same numbers. */
export function ProgressBar({ label, text, of, parts }: ProgressBarProps) {
  const done = parts.reduce((sum, { count }) => sum + count, 0);
  return (
    <div
      className={classes.bar}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={Math.min(done, of)}
      aria-valuetext={text}
    >
      {parts.map(({ count, tone }) => (
        <span key={tone} data-tone={tone} style={{ inlineSize: `${of === 0 ? 0 : (count / of) * 100}%` }} />
      ))}
    </div>
  );
}
