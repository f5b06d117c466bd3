import { Button, NativeSelect } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BulkSheet, commands, type Problem, type SheetMatching, type SheetProgress } from "../../../api/bindings";
import { faultAt } from "../../../api/problem";
import { useCommand } from "../../../api/useCommand";
import { useFaultText } from "../../../components/fieldFaults";
import { Status } from "../../../components/live/Status";
import { Panel } from "../../../components/Panel";
import { ProblemNote } from "../../../components/ProblemNote";
import { carriesPin, operationById, operationText, useUnavailable } from "../../../state/catalogue";
import { fieldText } from "../../../state/fieldText";
import classes from "../bulk.module.css";
import { FieldValues } from "./FieldValues";
import { bulkOperations, columnName, matchColumn } from "./matching";

interface MatchColumnsProps {
  sheet: BulkSheet;
  busy: boolean;
  /** Of the last command; its faults are shown at the columns and fields. */
  problem: Problem | undefined;
  /** Of a check that runs. */
  progress: SheetProgress | undefined;
  onMatch: (matching: SheetMatching) => Promise<unknown>;
}

/** The job of the rows, and the field that each column is for. */
export function MatchColumns({ sheet, busy, problem, progress, onMatch }: MatchColumnsProps) {
  const { t } = useTranslation(["bulk", "operations"]);
  const [matching, setMatching] = useState<SheetMatching | undefined>(sheet.matching ?? undefined);
  const suggesting = useCommand({ refresh: null });
  const unavailable = useUnavailable();
  const faultText = useFaultText();
  // Keeping a finding changes the stored matching.
  useEffect(() => {
    if (sheet.check && sheet.matching) setMatching(sheet.matching);
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
  const jobs = bulkOperations.map((job) => ({
    value: job.id,
    label: t(operationText(job.id, "title")),
    disabled: carriesPin(job) || unavailable(job.id) !== null,
  }));
  const pin = bulkOperations.find(carriesPin);
  const unchecked = !sheet.check || JSON.stringify(sheet.matching) !== JSON.stringify(matching);
  return (
    <Panel title={t("bulk:match.title")}>
      <form
        className={classes.pad}
        aria-label={t("bulk:match.title")}
        onSubmit={(event) => {
          event.preventDefault();
          if (matching && !busy) void onMatch(matching);
        }}
      >
        {suggesting.problem && <ProblemNote problem={suggesting.problem} />}
        <NativeSelect
          data-landing
          name="job"
          label={t("bulk:match.job")}
          data={[{ value: "", label: t("bulk:match.chooseJob"), disabled: true }, ...jobs]}
          value={matching?.operation ?? ""}
          error={textAt("operation")}
          onChange={(event) => void choose(event.currentTarget.value)}
        />
        {pin && !operation && (
          <p className={classes.quiet}>{t("bulk:match.noPin", { job: t(operationText(pin.id, "title")) })}</p>
        )}
        {matching && operation && (
          <>
            <div className={classes.fields}>
              {sheet.columns.map((column, at) => (
                <NativeSelect
                  key={column.letter}
                  label={columnName(column)}
                  aria-label={t("bulk:match.columnIs", { name: columnName(column) })}
                  description={
                    column.secret
                      ? undefined
                      : column.samples[0]
                        ? t("bulk:match.sample", { value: column.samples[0] })
                        : t("bulk:match.noSample")
                  }
                  disabled={column.secret}
                  data={[
                    { value: "", label: column.secret ? t("bulk:match.notRead") : t("bulk:match.notUsed") },
                    ...operation.fields
                      .filter(({ kind }) => kind.type !== "pin")
                      .map((field) => ({ value: field.name, label: fieldText(operation, field, "label") })),
                  ]}
                  value={matching.columns[at] ?? ""}
                  error={textAt(`column.${at}`)}
                  onChange={(event) => setMatching(matchColumn(matching, at, event.currentTarget.value || null))}
                />
              ))}
            </div>
            <FieldValues operation={operation} matching={matching} faultAt={textAt} onChange={setMatching} />
            <div className={classes.tools}>
              <Button type="submit" variant={unchecked ? "filled" : "default"} aria-disabled={busy}>
                {t("bulk:match.check")}
              </Button>
              {progress ? (
                <Status className={classes.quiet}>
                  {t("bulk:match.checking", { rows: progress.rows, of: progress.of })}
                </Status>
              ) : (
                sheet.check && unchecked && <span className={classes.quiet}>{t("bulk:match.changed")}</span>
              )}
            </div>
          </>
        )}
      </form>
    </Panel>
  );
}
