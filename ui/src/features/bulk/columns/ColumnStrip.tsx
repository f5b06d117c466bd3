import { Button, NativeSelect } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BulkSheet, commands, type Problem, type SheetMatching, type SheetProgress } from "../../../api/bindings";
import { faultAt } from "../../../api/problem";
import { useCommand } from "../../../api/useCommand";
import { useFaultText } from "../../../components/fieldFaults";
import { focusFirstInvalid } from "../../../components/focus";
import { Status } from "../../../components/live/Status";
import { ProblemNote } from "../../../components/ProblemNote";
import { carriesPin, operationById, operationText, useUnavailable } from "../../../state/catalogue";
import { ColumnCells } from "./ColumnCells";
import classes from "./columns.module.css";
import { FieldValues } from "./FieldValues";
import { MatchingSummary } from "./MatchingSummary";
import { bulkOperations } from "./matching";

interface ColumnStripProps {
  sheet: BulkSheet;
  /** The sheet was started: its matching does not change any more. */
  started: boolean;
  /** Matched rows are checked: the strip is one line until the user unfolds it. */
  unfolded: boolean;
  onUnfold: (unfolded: boolean) => void;
  busy: boolean;
  /** Of the last command; its faults are shown at the columns and fields. */
  problem: Problem | undefined;
  /** Of a check that runs. */
  progress: SheetProgress | undefined;
  onMatch: (matching: SheetMatching) => Promise<unknown>;
}

/** The job of the rows, and the field that each column is for. */
export function ColumnStrip(props: ColumnStripProps) {
  const { sheet, started, unfolded, onUnfold, busy, problem, progress, onMatch } = props;
  const { t } = useTranslation(["bulk", "operations"]);
  const [matching, setMatching] = useState<SheetMatching | undefined>(sheet.matching ?? undefined);
  const suggesting = useCommand({ refresh: null });
  const faultText = useFaultText();
  // Keeping a finding changes the stored matching; a check that began elsewhere has its own.
  useEffect(() => {
    const stored = sheet.matching ?? undefined;
    setMatching((edited) => (sheet.check ? stored : (edited ?? stored)));
  }, [sheet.check, sheet.matching]);
  const operation = operationById(matching?.operation ?? null);
  const textAt = (input: string) => {
    const fault = faultAt(problem, input);
    return fault && faultText(fault);
  };
  async function choose(id: string) {
    const suggested = await suggesting.run(() => commands.bulk.suggestBulkMatching(sheet.id, id));
    if (suggested) setMatching(suggested);
  }
  const pin = bulkOperations.find(carriesPin);
  const folded = started || (sheet.check !== null && !unfolded);
  const changed = !started && sheet.check !== null && JSON.stringify(sheet.matching) !== JSON.stringify(matching);
  const note = progress ? (
    <Status className={classes.quiet}>{t("bulk:match.checking", { rows: progress.rows, of: progress.of })}</Status>
  ) : (
    changed && <span className={classes.quiet}>{t("bulk:match.changed")}</span>
  );
  if (folded) {
    return (
      <section className={classes.folded} aria-label={t("bulk:match.title")} data-step="columns" tabIndex={-1}>
        <h2>{t("bulk:match.strip")}</h2>
        {matching && operation && <MatchingSummary sheet={sheet} matching={matching} operation={operation} />}
        {note}
        {!started && (
          <Button size="xs" variant="subtle" onClick={() => onUnfold(true)}>
            {t("bulk:match.change")}
          </Button>
        )}
      </section>
    );
  }
  return (
    <form
      className={classes.strip}
      aria-label={t("bulk:match.title")}
      data-step="columns"
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        if (matching && !busy) void onMatch(matching).then((done) => done === undefined && focusFirstInvalid(form));
      }}
    >
      <div className={classes.lead}>
        <h2>{t("bulk:match.strip")}</h2>
        <HeadingsNote sheet={sheet} />
        <JobSelect job={matching?.operation} error={textAt("operation")} onChoose={(id) => void choose(id)} />
        {sheet.check && (
          <Button className={classes.fold} size="xs" variant="subtle" onClick={() => onUnfold(false)}>
            {t("bulk:match.fold")}
          </Button>
        )}
      </div>
      <ColumnCells sheet={sheet} operation={operation} matching={matching} faultAt={textAt} onChange={setMatching} />
      {suggesting.problem && (
        <div className={classes.below}>
          <ProblemNote problem={suggesting.problem} />
        </div>
      )}
      {!operation && pin && (
        <p className={classes.below}>{t("bulk:match.noPin", { job: t(operationText(pin.id, "title")) })}</p>
      )}
      {matching && operation && (
        <div className={classes.rest}>
          <FieldValues operation={operation} matching={matching} faultAt={textAt} onChange={setMatching} />
          <div className={classes.act}>
            <Button type="submit" variant={!sheet.check || changed ? "filled" : "default"} aria-disabled={busy}>
              {t("bulk:match.check")}
            </Button>
            {note}
          </div>
        </div>
      )}
    </form>
  );
}

function HeadingsNote({ sheet: { source } }: { sheet: BulkSheet }) {
  const { t } = useTranslation("bulk");
  const { headingLine: line, worksheet: sheet } = source;
  const text =
    line === null
      ? t("match.noHeadings")
      : sheet === null
        ? t("match.headings", { line })
        : t("match.headingsOn", { sheet, line });
  return <span className={classes.note}>{text}</span>;
}

interface JobSelectProps {
  job: string | undefined;
  error: string | undefined;
  onChoose: (job: string) => void;
}

function JobSelect({ job, error, onChoose }: JobSelectProps) {
  const { t } = useTranslation(["bulk", "operations"]);
  const unavailable = useUnavailable();
  const jobs = bulkOperations.map((one) => ({
    value: one.id,
    label: t(operationText(one.id, "title")),
    disabled: carriesPin(one) || unavailable(one.id) !== null,
  }));
  return (
    <NativeSelect
      data-landing
      name="job"
      label={t("bulk:match.job")}
      data={[{ value: "", label: t("bulk:match.chooseJob"), disabled: true }, ...jobs]}
      value={job ?? ""}
      error={error}
      onChange={(event) => onChoose(event.currentTarget.value)}
    />
  );
}
