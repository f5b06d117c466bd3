import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import {
  type BulkCheck,
  type BulkFilter,
  type BulkFinding,
  type BulkSheet,
  commands,
  type SheetMatching,
  type SheetProgress,
} from "../../api/bindings";
import { Panel } from "../../components/Panel";
import classes from "./bulk.module.css";
import { useFieldName, useFindingText } from "./bulkTexts";

interface FindingsProps {
  sheet: BulkSheet;
  check: BulkCheck;
  /** The sheet was started: the findings are shown as they were, and nothing of them changes. */
  started: boolean;
  busy: boolean;
  onShow: (filter: BulkFilter) => void;
  onMatch: (matching: SheetMatching) => Promise<unknown>;
  onAct: (call: () => Promise<BulkSheet>) => Promise<unknown>;
}

/** What has to be looked at before the rows are sent, by repair and not by row. */
export function Findings({ sheet, check, started, busy, onShow, onMatch, onAct }: FindingsProps) {
  const { t } = useTranslation("bulk");
  const { findings, repairs } = check;
  const nothing = findings.length === 0 && check.sameRow + check.alreadySent + check.underWay === 0 && !check.again;
  return (
    <Panel title={t(started ? "find.were" : "find.title")}>
      <ul className={classes.findings}>
        {nothing && <li>{t("find.nothing")}</li>}
        {findings.map((found) => (
          <Finding
            key={`${found.kind} ${found.field}`}
            sheet={sheet}
            found={found}
            started={started}
            busy={busy}
            onShow={onShow}
            onMatch={onMatch}
            onAct={onAct}
          />
        ))}
        {(check.alreadySent > 0 || check.again) && (
          <li>
            <span>{check.again ? t("alreadyAgain") : t("already", { count: check.alreadySent })}</span>
            {!started && (
              <div className={classes.tools}>
                <Button
                  size="xs"
                  aria-disabled={busy}
                  onClick={() => void onAct(() => commands.bulk.sendBulkAgain(sheet.id, !check.again))}
                >
                  {t(check.again ? "doNotSendAgain" : "sendAgain")}
                </Button>
              </div>
            )}
          </li>
        )}
        {check.underWay > 0 && <li>{t("underWay", { count: check.underWay })}</li>}
        {check.sameRow > 0 && <li>{t("same", { count: check.sameRow })}</li>}
      </ul>
      {repairs.length > 0 && <Repairs sheet={sheet} check={check} started={started} busy={busy} onAct={onAct} />}
    </Panel>
  );
}

/** What was found in the rows that are checked already, while the others are. */
export function FindingsSoFar({ sheet, progress }: { sheet: BulkSheet; progress: SheetProgress }) {
  const { t } = useTranslation("bulk");
  return (
    <Panel title={t("find.title")} note={t("find.soFar", { rows: progress.rows, of: progress.of })}>
      <ul className={classes.findings}>
        {progress.findings.map((found) => (
          <li key={`${found.kind} ${found.field}`}>
            <FindingHead sheet={sheet} found={found} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What was found, in how many rows, and the first of them. */
function FindingHead({ sheet, found }: { sheet: BulkSheet; found: BulkFinding }) {
  const { t } = useTranslation("bulk");
  const text = useFindingText();
  const fieldName = useFieldName(sheet);
  const { kind, field, rows, repairable, proved, sample } = found;
  return (
    <>
      <b>
        {fieldName(field)}: {text(kind)} <span className={classes.count}>{t("rows", { count: rows })}</span>
      </b>
      <bdi className={classes.quiet}>
        {sample.now === null
          ? t("find.like", { line: sample.line, was: sample.was })
          : t("find.likeRepaired", { line: sample.line, was: sample.was, now: sample.now })}
      </bdi>
      {repairable > 0 && <span className={classes.quiet}>{t("find.proved", { proved, count: repairable })}</span>}
    </>
  );
}

interface FindingProps extends Omit<FindingsProps, "check"> {
  found: BulkFinding;
}

/** What a user says who keeps a finding; usually that the cells stay as they are. */
const KEEP: Partial<Record<string, "sendAnyway" | "understood">> = {
  otherNumber: "sendAnyway",
  maybeUndone: "sendAnyway",
  maybeReplaced: "sendAnyway",
  historyDeleted: "sendAnyway",
  undone: "understood",
};

function Finding({ sheet, found, started, busy, onShow, onMatch, onAct }: FindingProps) {
  const { t } = useTranslation("bulk");
  const text = useFindingText();
  const fieldName = useFieldName(sheet);
  const { kind, field, rows, repairable, proved, keepable } = found;
  const what = `${fieldName(field)}: ${text(kind)}`;
  const keepText = t(`find.${KEEP[kind] ?? "keep"}`);
  const repair = (onlyProved: boolean) =>
    void onAct(() => commands.bulk.repairBulkFindings(sheet.id, kind, field, onlyProved));
  const keep = () => {
    const { matching } = sheet;
    if (matching) void onMatch({ ...matching, kept: [...matching.kept, { kind, field }] });
  };
  return (
    <li>
      <FindingHead sheet={sheet} found={found} />
      <div className={classes.tools}>
        {!started && repairable > 0 && (
          <Button size="xs" variant="filled" aria-disabled={busy} onClick={() => repair(false)}>
            {t("find.repair", { count: rows })}
          </Button>
        )}
        {!started && proved > 0 && proved < repairable && (
          <Button size="xs" aria-disabled={busy} onClick={() => repair(true)}>
            {t("find.repairProved", { count: proved })}
          </Button>
        )}
        <Button
          size="xs"
          aria-label={`${t("find.show")}: ${what}`}
          onClick={() => onShow({ show: "finding", kind, field })}
        >
          {t("find.show")}
        </Button>
        {!started && keepable && (
          <Button size="xs" variant="subtle" aria-disabled={busy} aria-label={`${keepText}: ${what}`} onClick={keep}>
            {keepText}
          </Button>
        )}
      </div>
    </li>
  );
}

function Repairs({ sheet, check, started, busy, onAct }: Omit<FindingsProps, "onShow" | "onMatch">) {
  const { t } = useTranslation("bulk");
  const text = useFindingText();
  return (
    <section className={classes.repairs} aria-label={t("find.repairs")}>
      <h3>{t("find.repairs")}</h3>
      <ul>
        {check.repairs.map(({ repair, kind, cells }) => {
          const what = kind === "" ? t("find.edited") : text(kind);
          return (
            <li key={repair}>
              <span>
                {what} <span className={classes.quiet}>{t("find.cells", { count: cells })}</span>
              </span>
              {!started && (
                <Button
                  size="xs"
                  variant="subtle"
                  aria-disabled={busy}
                  aria-label={t("find.undoOf", { what })}
                  onClick={() => void onAct(() => commands.bulk.undoBulkRepair(sheet.id, repair))}
                >
                  {t("find.undo")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
