import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import {
  type BatchRowView,
  type BatchView,
  type CaIdQuestion,
  commands,
  type Knowledge,
  type RejectedSelection,
} from "../../../api/bindings";
import { Banner } from "../../../components/Banner";
import { Status } from "../../../components/live/Status";
import { operationById, operationText } from "../../../state/catalogue";
import { useOperationName } from "../../../state/requestTexts";
import classes from "../retries.module.css";
import { LeftOutList, leftOutReason, type ReasonCounts, useReasonCounts, useReasonText } from "./BatchRowLists";
import { CaIdQuestions } from "./CaIdQuestions";
import { StartForm } from "./StartForm";

interface DryRunProps {
  batch: BatchView;
  questions: CaIdQuestion[];
  selection: RejectedSelection | undefined;
  onCancel: () => void;
  /** Leaves the dialog; the batch can be resumed later. */
  onLeave: () => void;
}

/** The dry run: the requests that would be sent, and those left out with reasons. Nothing is sent yet. */
export function DryRun({ batch, questions, selection, onCancel, onLeave }: DryRunProps) {
  const { t } = useTranslation(["retries", "operations"]);
  const jobName = useOperationName();
  const reasonText = useReasonText();
  const advice = useAdvice(selection);
  const ready = useReasonCounts(batch.id, "ready", batch.ready, ({ parent }) => {
    const ours = operationById(parent.operation);
    return ours ? t(operationText(ours.id, "title")) : jobName(parent);
  });
  const leftOut = useReasonCounts(batch.id, "leftOut", batch.leftOut, (row: BatchRowView) => leftOutReason(row));
  return (
    <>
      <Status as="p">
        <b>{t("retries:canBeSent", { count: batch.ready, of: batch.total })}</b>{" "}
        {batch.leftOut > 0 && t("retries:areLeftOut", { count: batch.leftOut })} {t("retries:nothingSentYet")}
      </Status>
      <div className={classes.halves}>
        <section aria-label={t("retries:ready")}>
          <h3>{t("retries:ready")}</h3>
          <Counts tally={ready} none={t("retries:noneReady")} />
        </section>
        <section aria-label={t("retries:leftOut")}>
          <h3>{t("retries:leftOut")}</h3>
          <Counts
            tally={{ ...leftOut, counts: leftOut.counts.map(([reason, count]) => [reasonText(reason), count]) }}
            none={t("retries:noneLeftOut")}
          />
        </section>
      </div>
      <CaIdQuestions batch={batch} questions={questions} />
      {batch.leftOut > 0 && <LeftOutList batch={batch} onLeave={onLeave} />}
      {advice[0] && (
        <Banner tone={advice[0].advice === "never" ? "bad" : "warn"} role="status">
          <b>{t(`retries:advice.${advice[0].advice === "never" ? "never" : "afterFix"}`)}</b>{" "}
          {advice[0].nextStep && t("retries:nextStep", { step: advice[0].nextStep })}{" "}
          {advice.length > 1 && t("retries:moreCauses", { count: advice.length - 1 })}
        </Banner>
      )}
      <StartForm batch={batch} advice={advice[0]} onCancel={onCancel} />
    </>
  );
}

function Counts({ tally, none }: { tally: ReasonCounts; none: string }) {
  const { t } = useTranslation("retries");
  if (tally.counts.length === 0) return <p className={classes.quiet}>{tally.partial ? t("counting") : none}</p>;
  return (
    <ul className={classes.counts}>
      {tally.counts.map(([name, count]) => (
        <li key={name}>
          <b>{t("count", { count })}</b> <span>{name}</span>
        </li>
      ))}
      {tally.partial && <li className={classes.quiet}>{t("counting")}</li>}
    </ul>
  );
}

/** The knowledge of selected causes that a retry alone does not fix, the strictest advice first. */
function useAdvice(selection: RejectedSelection | undefined): Knowledge[] {
  const view = selection?.view;
  const { data } = useQuery({
    queryKey: ["rejected", "advice", view],
    enabled: view !== undefined,
    queryFn: async () => {
      if (!view) return [];
      const { groups, ...query } = view;
      const page = await commands.rejected.rejectedPage({ ...query, sort: "count" });
      const causes = page.groups.filter(
        (cause) => groups.length === 0 || cause.groups.some((id) => groups.includes(id)),
      );
      return causes.map(({ knowledge }) => knowledge);
    },
  });
  const against = (data ?? []).filter(({ advice }) => advice === "afterFix" || advice === "never");
  return against.sort((a, b) => Number(b.advice === "never") - Number(a.advice === "never"));
}
