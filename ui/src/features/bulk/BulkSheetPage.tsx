import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { type BulkFilter, type BulkSheet, commands, type SheetMatching, type SheetProgress } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { useCommand } from "../../api/useCommand";
import { firstControl, useLanding } from "../../components/focus";
import { PageHead } from "../../components/PageHead";
import { ProblemNote } from "../../components/ProblemNote";
import { SlowSkeleton } from "../../components/SlowSkeleton";
import { useStableCallback } from "../../components/useStableCallback";
import { isGoing } from "../../state/batches";
import classes from "./bulk.module.css";
import { ColumnStrip } from "./columns/ColumnStrip";
import { DeleteSheet } from "./DeleteSheet";
import { asksAbout, DryRunPanel } from "./DryRunPanel";
import { Findings, FindingsSoFar } from "./Findings";
import { filterOf, searchOf } from "./grid/bulkFilter";
import { RowTable } from "./grid/RowTable";
import { ReportPanel } from "./ReportPanel";
import { SendPanel } from "./SendPanel";
import { SheetSource } from "./SheetSource";
import { endCheck, forgetCheck } from "./sheetChecks";
import { SheetSteps, StepPanel } from "./steps/SheetSteps";
import { type StepName, sheetSteps } from "./steps/stepStates";
import { sheetQuery, takeSheet, useCheckProgress, useSheetBatch } from "./useBulk";
import { useDryRun } from "./useDryRun";

/** The page of a sheet: how it was read, what its columns are, what is wrong, and what became of its rows. */
export function BulkSheetPage() {
  const { t } = useTranslation("bulk");
  const { sheet: id = "" } = useParams({ strict: false });
  const { data: sheet, error } = useQuery(sheetQuery(id));
  if (sheet) return <SheetView key={id} sheet={sheet} />;
  return (
    <>
      <PageHead title={t("title")} />
      <div className={classes.pad}>
        {error ? (
          <>
            <ProblemNote problem={asProblem(error)} role="status" />
            <Anchor component={Link} to="/bulk" fz="inherit">
              {t("back")}
            </Anchor>
          </>
        ) : (
          <SlowSkeleton rows={8} />
        )}
      </div>
    </>
  );
}

function SheetView({ sheet }: { sheet: BulkSheet }) {
  const { t } = useTranslation("bulk");
  const batch = useSheetBatch(sheet);
  const search = useSearch({ strict: false });
  const filter = useMemo(() => filterOf(search), [search]);
  const navigate = useNavigate();
  const setFilter = useStableCallback(
    (next: BulkFilter) => void navigate({ to: ".", search: searchOf(next), replace: true }),
  );
  const command = useCommand({ refresh: null });
  const progress = useCheckProgress(sheet.id, command.busy);
  const busy = command.busy || progress !== undefined;
  const page = useRef<HTMLDivElement>(null);
  const started = batch !== undefined && batch.state !== "planned";
  const act = async (call: () => Promise<BulkSheet>) => {
    const changed = await command.run(call);
    if (changed) {
      takeSheet(changed);
      forgetCheck(sheet.id);
    } else await endCheck(sheet.id);
    return changed;
  };
  const [matched, setMatched] = useState<SheetMatching>();
  const match = (matching: SheetMatching) => {
    setMatched(matching);
    return act(() => commands.bulk.matchBulkSheet(sheet.id, matching));
  };
  const [unfolded, setUnfolded] = useState(false);
  // A new check folds the columns.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when a check ends
  useEffect(() => setUnfolded(false), [sheet.check]);
  const panelOf = (step: StepName) => page.current?.querySelector<HTMLElement>(`[data-step="${step}"]`);
  useLanding(() => {
    const [columns, side] = [firstControl(panelOf("columns")), page.current?.querySelector("aside")];
    if (!sheet.check) return columns;
    return (started && side?.querySelector("[data-landing]")) || (firstControl(side) ?? columns);
  });
  const go = (step: StepName) => {
    if (step === "columns" && !started) flushSync(() => setUnfolded(true));
    const panel = panelOf(step);
    panel?.scrollIntoView({ block: "start" });
    const control = firstControl(panel) ?? panel;
    if (control instanceof HTMLElement) control.focus({ preventScroll: true });
  };
  const dryRun = useDryRun(sheet.check ? sheet.id : undefined);
  const panels: StepName[] = [
    "columns",
    "file",
    ...(sheet.check || soFarOf(progress) ? (["check"] as const) : []),
    ...(!started && dryRun && asksAbout(dryRun) ? (["dryRun"] as const) : []),
    ...(sheet.check && batch ? (["send", "report"] as const) : []),
  ];
  const found = sheet.check && (
    <StepPanel step="check">
      <Findings
        sheet={sheet}
        check={sheet.check}
        started={started}
        busy={busy}
        onShow={setFilter}
        onMatch={match}
        onAct={act}
      />
    </StepPanel>
  );
  const file = (
    <StepPanel step="file">
      <SheetSource sheet={sheet} started={started} />
    </StepPanel>
  );
  return (
    <>
      <PageHead
        className={classes.head}
        title={sheet.name || t("pasted")}
        lead={
          <Anchor component={Link} to="/bulk" fz="var(--fs-13)">
            {t("back")}
          </Anchor>
        }
        end={
          <>
            <SheetSteps
              steps={sheetSteps({ sheet, batch, checking: progress !== undefined, dryRun })}
              panels={panels}
              onGo={go}
            />
            {!(batch && isGoing(batch)) && <DeleteSheet sheet={sheet} />}
          </>
        }
      >
        <span className={classes.quiet}>{t("rows", { count: sheet.rows })}</span>
      </PageHead>
      <div className={classes.split} ref={page}>
        <div className={classes.main}>
          <ColumnStrip
            sheet={sheet}
            started={started}
            unfolded={unfolded}
            onUnfold={setUnfolded}
            busy={busy}
            problem={command.problem}
            progress={progress}
            onMatch={match}
          />
          <RowTable sheet={sheet} batch={batch} filter={filter} onFilter={setFilter} onAct={act} />
        </div>
        <aside className={classes.side}>
          {command.problem && command.problem.fields.length === 0 && <ProblemNote problem={command.problem} />}
          {!started && found}
          {!sheet.check && progress && soFarOf(progress) && (
            <StepPanel step="check">
              <FindingsSoFar
                sheet={{ ...sheet, matching: (command.busy && matched) || sheet.matching }}
                progress={progress}
              />
            </StepPanel>
          )}
          {!started && sheet.check && batch && dryRun && asksAbout(dryRun) && (
            <StepPanel step="dryRun">
              <DryRunPanel sheet={sheet} run={dryRun} busy={busy} onShow={setFilter} onAct={act} />
            </StepPanel>
          )}
          {sheet.check && batch && (
            <StepPanel step="send">
              <SendPanel sheet={sheet} batch={batch} />
            </StepPanel>
          )}
          {!started && file}
          {sheet.check && batch && (
            <StepPanel step="report">
              <ReportPanel sheet={sheet} batch={batch} />
            </StepPanel>
          )}
          {started && found}
          {started && file}
        </aside>
      </div>
    </>
  );
}

/** Whether something was found in the rows that are checked so far. */
const soFarOf = (progress: SheetProgress | undefined) => progress !== undefined && progress.findings.length > 0;
