import { Anchor, Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BulkFilter, type BulkSheet, commands, type SheetMatching } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { queryClient } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { useLanding } from "../../components/focus";
import { Icon } from "../../components/Icon";
import { LazyConfirm } from "../../components/LazyConfirm";
import { PageHead } from "../../components/PageHead";
import { ProblemNote } from "../../components/ProblemNote";
import { SlowSkeleton } from "../../components/SlowSkeleton";
import { isGoing } from "../../state/batches";
import classes from "./bulk.module.css";
import { MatchColumns } from "./columns/MatchColumns";
import { DryRunPanel } from "./DryRunPanel";
import { Findings, FindingsSoFar } from "./Findings";
import { filterOf, searchOf } from "./grid/bulkFilter";
import { RowTable } from "./grid/RowTable";
import { ReportPanel } from "./ReportPanel";
import { SendPanel } from "./SendPanel";
import { SheetSource } from "./SheetSource";
import { sheetQuery, sheetsQuery, takeSheet, useSheetBatch, useSheetProgress } from "./useBulk";

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
  const setFilter = (next: BulkFilter) => void navigate({ to: ".", search: searchOf(next), replace: true });
  const command = useCommand({ refresh: null });
  const progress = useSheetProgress(command.busy, true);
  const side = useRef<HTMLElement>(null);
  const started = batch !== undefined && batch.state !== "planned";
  useLanding(() => {
    const button = side.current?.querySelector("button");
    return sheet.check && !started ? button : (side.current?.querySelector("[data-landing]") ?? button);
  });
  const act = async (call: () => Promise<BulkSheet>) => {
    const changed = await command.run(call);
    if (changed) takeSheet(changed);
    return changed;
  };
  const [matched, setMatched] = useState<SheetMatching>();
  const match = (matching: SheetMatching) => {
    setMatched(matching);
    return act(() => commands.bulk.matchBulkSheet(sheet.id, matching));
  };
  return (
    <>
      <PageHead
        title={sheet.name || t("pasted")}
        lead={
          <Anchor component={Link} to="/bulk" fz="var(--fs-13)">
            {t("back")}
          </Anchor>
        }
        end={batch && isGoing(batch) ? undefined : <DeleteSheet sheet={sheet} />}
      >
        <span className={classes.quiet}>{t("rows", { count: sheet.rows })}</span>
      </PageHead>
      <div className={classes.split}>
        <div className={classes.main}>
          <RowTable sheet={sheet} batch={batch} filter={filter} onFilter={setFilter} onAct={act} />
        </div>
        <aside className={classes.side} ref={side}>
          {command.problem && command.problem.fields.length === 0 && <ProblemNote problem={command.problem} />}
          {started ? (
            <>
              <SendPanel sheet={sheet} batch={batch} />
              <ReportPanel sheet={sheet} batch={batch} />
            </>
          ) : (
            <>
              {sheet.check && (
                <Findings
                  key="findings"
                  sheet={sheet}
                  check={sheet.check}
                  busy={command.busy}
                  onShow={setFilter}
                  onMatch={match}
                  onAct={act}
                />
              )}
              {!sheet.check && matched && progress && progress.findings.length > 0 && (
                <FindingsSoFar key="findings" sheet={{ ...sheet, matching: matched }} progress={progress} />
              )}
              {sheet.check && batch && (
                <DryRunPanel key="dry" sheet={sheet} busy={command.busy} onShow={setFilter} onAct={act} />
              )}
              {sheet.check && batch && <SendPanel key="send" sheet={sheet} batch={batch} />}
              {/* The steps before are below those that are next. */}
              <MatchColumns
                key="match"
                sheet={sheet}
                busy={command.busy}
                problem={command.problem}
                progress={progress}
                onMatch={match}
              />
              <SheetSource sheet={sheet} />
              {sheet.check && batch && <ReportPanel sheet={sheet} batch={batch} />}
            </>
          )}
        </aside>
      </div>
    </>
  );
}

function DeleteSheet({ sheet }: { sheet: BulkSheet }) {
  const { t } = useTranslation("bulk");
  const navigate = useNavigate();
  const command = useCommand({ refresh: null });
  const [asks, setAsks] = useState(false);
  async function remove() {
    setAsks(false);
    const deleted = await command.run(async () => {
      await commands.bulk.deleteBulkSheet(sheet.id);
      return true;
    });
    if (!deleted) return;
    await navigate({ to: "/bulk" });
    queryClient.removeQueries({ queryKey: sheetQuery(sheet.id).queryKey });
    await queryClient.invalidateQueries({ queryKey: sheetsQuery.queryKey });
  }
  return (
    <>
      {command.problem && <ProblemNote problem={command.problem} />}
      <Button size="sm" leftSection={<Icon of={IconTrash} size={14} />} onClick={() => setAsks(true)}>
        {t("delete")}
      </Button>
      {asks && (
        <LazyConfirm
          question={{
            title: t("deleteTitle"),
            text: t("deleteText"),
            keep: t("deleteKeep"),
            act: t("delete"),
            risky: true,
          }}
          onNo={() => setAsks(false)}
          onYes={() => void remove()}
        />
      )}
    </>
  );
}
