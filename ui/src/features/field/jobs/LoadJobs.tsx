import { Textarea } from "@mantine/core";
import { IconFileImport, IconListDetails, IconPlus, IconWand } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type JobDraft, type JobList } from "../../../api/bindings";
import { useActing } from "../../../api/useActing";
import { Banner } from "../../../components/Banner";
import { ProblemNote } from "../../../components/ProblemNote";
import classes from "../field.module.css";
import { TouchButton } from "../Touch";
import lists from "./lists.module.css";
import { PlannedLines } from "./PlannedLines";
import { countCertain, isTaken, type Line, linesOf, repairCertain } from "./planned";
import { ReadAs, type Reading } from "./ReadAs";

interface LoadJobsProps {
  busy: boolean;
  /** Whether they were taken. */
  onAdd: (drafts: JobDraft[]) => Promise<boolean>;
}

type Read = Omit<JobList, "jobs"> & { lines: Line[] };

/** A list from a file or typed: shown as it was understood, and only then added. */
export function LoadJobs({ busy, onAdd }: LoadJobsProps) {
  const { t } = useTranslation("field");
  const [text, setText] = useState("");
  const [read, setRead] = useState<Read>();
  const planning = useActing();
  const take = (list: JobList | undefined) => {
    if (!list) return;
    const { jobs, ...rest } = list;
    setRead({ ...rest, lines: linesOf(jobs) });
  };
  const sheet = read?.source.id;
  // The desk keeps the list while it is looked at, and no longer.
  useEffect(() => () => void (sheet && commands.field.closeSheet(sheet)), [sheet]);
  async function plan(ask: () => Promise<JobList>) {
    setRead(undefined);
    take(await planning.run(ask));
  }
  async function choose() {
    const file = await planning.run(() => commands.window.chooseFile("readJobs", null));
    if (file) await plan(() => commands.field.planJobsFile(file.handle));
  }
  async function readAgain(id: string, { encoding, separator, worksheet }: Reading) {
    take(await planning.run(() => commands.field.readSheetAgain(id, encoding, separator, worksheet)));
  }
  const chosen = read?.lines.filter(isTaken) ?? [];
  const doubted = read ? countCertain(read.lines) : 0;
  async function add() {
    if (!(await onAdd(chosen.map(({ draft }) => draft)))) return;
    setRead(undefined);
    setText("");
  }

  return (
    <section className={lists.load} aria-label={t("addJobs")}>
      {planning.problem && <ProblemNote problem={planning.problem} />}
      <Textarea
        name="lines"
        // What is scanned here is one more line.
        data-scan="any"
        label={t("lines")}
        description={t("linesHelp")}
        dir="ltr"
        rows={4}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={lists.tools}>
        <TouchButton
          icon={IconListDetails}
          off={text.trim() === "" || planning.busy}
          onClick={() => void plan(() => commands.field.planJobs(text))}
        >
          {t("readLines")}
        </TouchButton>
        <TouchButton icon={IconFileImport} off={planning.busy} onClick={() => void choose()}>
          {t("chooseCsv")}
        </TouchButton>
      </div>
      {read && (
        <>
          {read.headings.length > 0 ? (
            <p className={classes.small}>{t("headings", { list: read.headings.join(", ") })}</p>
          ) : (
            read.table &&
            read.lines.length > 0 && (
              <Banner tone="warn" role="status">
                {t("noHeadings")}
              </Banner>
            )
          )}
          {read.ignored.length > 0 && (
            <Banner tone="info" role="status">
              {t("ignored", { list: read.ignored.join(", ") })}
            </Banner>
          )}
          {read.secret.length > 0 && (
            <Banner tone="info" role="status">
              {t("secret", { list: read.secret.join(", ") })}
            </Banner>
          )}
          <ReadAs
            source={read.source}
            sample={read.sample}
            busy={planning.busy}
            onRead={(reading) => void readAgain(read.source.id, reading)}
          />
          {read.lines.length === 0 ? (
            <p>{t("noLines")}</p>
          ) : (
            <PlannedLines lines={read.lines} onLines={(lines) => setRead({ ...read, lines })} />
          )}
          {doubted > 1 && (
            <TouchButton
              icon={IconWand}
              off={busy}
              onClick={() => setRead({ ...read, lines: repairCertain(read.lines) })}
            >
              {t("useAll", { count: doubted })}
            </TouchButton>
          )}
          <TouchButton
            className={classes.primary}
            icon={IconPlus}
            off={chosen.length === 0 || busy}
            onClick={() => void add()}
          >
            {t("addCount", { count: chosen.length })}
          </TouchButton>
        </>
      )}
    </section>
  );
}
