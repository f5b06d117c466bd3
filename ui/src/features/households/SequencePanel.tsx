import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { commands, type RequestRow, type Sequence } from "../../api/bindings";
import { useCommand } from "../../api/useCommand";
import { Banner, type BannerTone } from "../../components/Banner";
import { IconButton } from "../../components/IconButton";
import { StateLabel } from "../../components/labels/StateLabel";
import { ProblemNote } from "../../components/ProblemNote";
import { useReason } from "../../state/causes";
import { useOperationName, useProgressText } from "../../state/requestTexts";
import { isCountingDown } from "../../state/uiState";
import { HeldSequence } from "./HeldSequence";
import classes from "./household.module.css";
import { refreshHouseholds, sequenceQuery } from "./queries";

interface SequencePanelProps {
  sequenceKey: string;
  /** The sequence as the household knows it, unless it has ended. */
  known: Sequence | undefined;
  onUndone: () => void;
  onClose: () => void;
}

/** The progress of a sequence of requests. Where it halted it says why, and asks what to do with the rest. */
export function SequencePanel({ sequenceKey, known, onUndone, onClose }: SequencePanelProps) {
  const { t } = useTranslation(["household", "common"]);
  const { data } = useQuery({ ...sequenceQuery(sequenceKey), initialData: known });
  const sequence = data ?? known;
  if (!sequence) return null;
  const { rows, state } = sequence;
  const done = rows.filter((row) => row.state === "completed").length;
  const failed = state === "ended" && done < rows.length;
  const tone: BannerTone = state === "halted" ? "warn" : failed ? "bad" : state === "ended" ? "ok" : "info";
  const [first] = rows;
  const held = first && isCountingDown(first) ? first : undefined;
  const title = held
    ? t("household:sequence.held", { count: rows.length })
    : state === "halted"
      ? t("household:sequence.halted", { done, count: rows.length })
      : failed
        ? t("household:sequence.ended", { done, count: rows.length })
        : state === "ended"
          ? t("household:sequence.completed", { count: rows.length })
          : t("household:sequence.running", { done, count: rows.length });
  return (
    <Banner
      tone={tone}
      actions={state === "ended" && <IconButton icon={IconX} label={t("common:close")} onClick={onClose} />}
    >
      <div className={classes.sequence}>
        <b role="status">
          {/* Mounted anew, or a screen reader does not hear of the next step. */}
          <span key={title}>{title}</span>
        </b>
        <ol className={classes.steps} aria-label={t("household:sequence.title")}>
          {rows.map((row) => (
            <SequenceStep key={row.key} row={row} />
          ))}
        </ol>
        {held && <HeldSequence first={held} onUndone={onUndone} />}
        {sequence.halted !== null && <HaltedQuestion sequence={sequence} halted={sequence.halted} />}
      </div>
    </Banner>
  );
}

function SequenceStep({ row }: { row: RequestRow }) {
  const operationName = useOperationName();
  const progress = useProgressText(row);
  return (
    <li>
      <span className={classes.subject}>
        <Link to="/requests/$key" params={{ key: row.key }}>
          {operationName(row)}
        </Link>
        <bdi dir="ltr">{[row.service, row.setTopBox, row.smartcard].filter(Boolean).join(" · ")}</bdi>
      </span>
      <StateLabel state={row.state} text={row.stateText} />
      {row.state !== "completed" && <p className={classes.faint}>{progress}</p>}
    </li>
  );
}

/** Why the rest of a sequence does not leave, and the decision about it. */
function HaltedQuestion({ sequence: { rows }, halted }: { sequence: Sequence; halted: string }) {
  const { t } = useTranslation(["household", "states"]);
  const operationName = useOperationName();
  const reasonOf = useReason();
  const command = useCommand({ refresh: refreshHouseholds });
  const place = rows.findIndex(({ key }) => key === halted);
  const before = rows[place - 1];
  const count = rows.length - place;
  return (
    <>
      {before && (
        <p>
          {t(before.state === "unknown" ? "household:sequence.unknown" : "household:sequence.why", {
            job: operationName(before),
            state: t(`states:${before.state}`),
            reason: reasonOf(before) ?? t(`states:meaning.${before.state}`),
          })}{" "}
          <Link to="/requests/$key" params={{ key: before.key }}>
            {t("household:sequence.show")}
          </Link>
        </p>
      )}
      {command.problem && <ProblemNote problem={command.problem} />}
      <div className={classes.answers}>
        <Button
          size="xs"
          aria-disabled={command.busy}
          onClick={() => void command.run(() => commands.outbox.decide(halted, false))}
        >
          {t("household:sequence.drop", { count })}
        </Button>
        <Button
          size="xs"
          variant="filled"
          aria-disabled={command.busy}
          onClick={() => void command.run(() => commands.outbox.decide(halted, true))}
        >
          {t("household:sequence.send", { count })}
        </Button>
      </div>
    </>
  );
}
