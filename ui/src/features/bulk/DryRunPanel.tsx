import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import {
  type BulkFilter,
  type BulkSheet,
  commands,
  type DryRun,
  type RecordFindingKind,
  type RecordGroup,
} from "../../api/bindings";
import { useCommand } from "../../api/useCommand";
import { Status } from "../../components/live/Status";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useDates } from "../../state/dates";
import { ProgressBar } from "../retries/batch/BulkRetrySteps";
import classes from "./bulk.module.css";
import { useFieldName, useRecordText } from "./bulkTexts";
import { takeDryRun } from "./useDryRun";

interface DryRunPanelProps {
  sheet: BulkSheet;
  run: DryRun;
  busy: boolean;
  onShow: (filter: BulkFilter) => void;
  onAct: (call: () => Promise<BulkSheet>) => Promise<unknown>;
}

/** Whether there are rows to ask about, or something is known of rows. */
export const asksAbout = ({ rows, groups }: DryRun) => rows > 0 || groups.length > 0;

/** What the server's records say about the rows before they are sent: already so, taken from which, not there. */
export function DryRunPanel({ sheet, run, busy, onShow, onAct }: DryRunPanelProps) {
  const { t } = useTranslation("bulk");
  return (
    <Panel title={t("dry.title")}>
      <div className={classes.pad}>
        <p className={classes.quiet}>{t("dry.about")}</p>
        {run.problem && <ProblemNote problem={run.problem} role="status" />}
        <Asking sheet={sheet} run={run} />
      </div>
      {run.groups.length > 0 && (
        <ul className={classes.findings} aria-label={t("dry.findings")}>
          {run.groups.map((group) => (
            <Group
              key={`${group.first.kind} ${group.first.field}`}
              sheet={sheet}
              group={group}
              busy={busy}
              onShow={onShow}
              onAct={onAct}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** The progress of the dry run, with what it takes before it begins and what it can compare afterwards. */
function Asking({ sheet, run }: { sheet: BulkSheet; run: DryRun }) {
  const { t } = useTranslation("bulk");
  const dates = useDates();
  const command = useCommand({ refresh: null });
  const act = (call: () => Promise<DryRun>) => void command.run(async () => takeDryRun(sheet.id, await call()));
  const left = run.rows - run.asked;
  const cost = t("dry.cost", { count: run.calls, time: dates.span(0, run.millis) });
  const progress = t("dry.progress", { asked: run.asked, of: run.rows });
  const began = run.begun !== null;
  return (
    <>
      {(began || run.running) && (
        <>
          <ProgressBar
            label={t("dry.title")}
            text={progress}
            of={run.rows}
            parts={[
              { count: run.asked, tone: "accent" },
              { count: run.failed, tone: "warn" },
            ]}
          />
          <Status as="p">{progress}</Status>
        </>
      )}
      {run.failed > 0 && <p>{t("dry.failed", { count: run.failed })}</p>}
      {left > 0 && <p className={classes.quiet}>{cost}</p>}
      {run.asked > 0 && !run.running && <Compared run={run} />}
      {command.problem && <ProblemNote problem={command.problem} />}
      <div className={classes.tools}>
        {run.running ? (
          <Button aria-disabled={command.busy} onClick={() => act(() => commands.bulk.stopDryRun(sheet.id))}>
            {t("dry.stop")}
          </Button>
        ) : (
          <>
            {left > 0 && (
              <Button
                aria-disabled={command.busy}
                onClick={() => act(() => commands.bulk.startDryRun(sheet.id, false))}
              >
                {began ? t("dry.goOn", { count: left }) : t("dry.start", { count: left })}
              </Button>
            )}
            {run.asked > 0 && (
              <Button
                variant="subtle"
                aria-disabled={command.busy}
                onClick={() => act(() => commands.bulk.startDryRun(sheet.id, true))}
              >
                {t("dry.anew")}
              </Button>
            )}
          </>
        )}
      </div>
    </>
  );
}

/** What the rows were compared with, and what the records cannot say. */
function Compared({ run }: { run: DryRun }) {
  const { t } = useTranslation("bulk");
  const dates = useDates();
  if (run.compares === "nothing") return <p>{t("dry.noRecords")}</p>;
  return (
    <>
      {run.groups.length === 0 && run.asked === run.rows && <p>{t("dry.nothing")}</p>}
      {run.uncompared > 0 && <p>{t("dry.uncompared", { count: run.uncompared })}</p>}
      {run.listsRead !== null && (
        <p className={classes.quiet}>
          {t("dry.lists", { at: dates.short(run.listsRead) })} {run.listsIncomplete && t("dry.listsIncomplete")}
        </p>
      )}
    </>
  );
}

/** Findings after which a request changes nothing. */
const NOTHING_TO_DO: RecordFindingKind[] = ["pairedAlready", "serviceOn", "serviceOff", "notPaired"];

interface GroupProps extends Omit<DryRunPanelProps, "run"> {
  group: RecordGroup;
}

function Group({ sheet, group, busy, onShow, onAct }: GroupProps) {
  const { t } = useTranslation("bulk");
  const fieldName = useFieldName(sheet);
  const text = useRecordText();
  const { rows, ready, line, first } = group;
  const { kind, field, what, others } = first;
  const title = `${fieldName(field)}: ${text(kind)}`;
  const filter: BulkFilter = { show: "dryRun", kind, field };
  const exclude = (excluded: boolean) =>
    void onAct(() => commands.bulk.excludeBulkRows(sheet.id, { all: true, places: [], filter }, excluded));
  return (
    <li>
      <b>
        {title} <span className={classes.count}>{t("rows", { count: rows })}</span>
      </b>
      <bdi className={classes.quiet}>
        {others.length > 0
          ? t("dry.likeFrom", { line, what, others: others.join(", ") })
          : t("find.like", { line, was: what })}
      </bdi>
      <div className={classes.tools}>
        {ready > 0 ? (
          <Button
            size="xs"
            variant={NOTHING_TO_DO.includes(kind) ? "filled" : "default"}
            aria-disabled={busy}
            aria-label={`${t("dry.leaveOut", { count: ready })}: ${title}`}
            onClick={() => exclude(true)}
          >
            {t("dry.leaveOut", { count: ready })}
          </Button>
        ) : (
          <Button
            size="xs"
            aria-disabled={busy}
            aria-label={`${t("dry.takeIn", { count: rows })}: ${title}`}
            onClick={() => exclude(false)}
          >
            {t("dry.takeIn", { count: rows })}
          </Button>
        )}
        <Button size="xs" aria-label={`${t("find.show")}: ${title}`} onClick={() => onShow(filter)}>
          {t("find.show")}
        </Button>
      </div>
    </li>
  );
}
