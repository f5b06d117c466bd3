import { Textarea } from "@mantine/core";
import { IconFileImport, IconListDetails, IconPlus, IconWand } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type JobDraft, type JobList } from "../../../api/bindings";
import { useCommand } from "../../../api/useCommand";
import { Banner } from "../../../components/Banner";
import { ProblemNote } from "../../../components/ProblemNote";
import { useFilledForm } from "../../updates/filledForms";
import classes from "../field.module.css";
import { TouchButton } from "../TouchButton";
import { EncodingChoice, ImportLines, type SheetReading } from "./ImportPreview";
import { countCertain, type ImportLine, importLines, isTaken, repairCertain } from "./jobImport";

interface JobImportFormProps {
  busy: boolean;
  /** Resolves to whether the jobs were added. */
  onAdd: (drafts: JobDraft[]) => Promise<boolean>;
}

type ReadList = Omit<JobList, "jobs"> & { lines: ImportLine[] };

/** Reads a list of jobs from a file or from typed lines, shows it as parsed, and adds it on request. */
export function JobImportForm({ busy, onAdd }: JobImportFormProps) {
  const { t } = useTranslation("field");
  const [text, setText] = useState("");
  const [read, setRead] = useState<ReadList>();
  const reading = useCommand();
  useFilledForm(text !== "" || read !== undefined);
  const take = (list: JobList | undefined) => {
    if (!list) return;
    const { jobs, ...rest } = list;
    setRead({ ...rest, lines: importLines(jobs) });
  };
  const sheet = read?.source.id;
  // The desk stores the list only while it is shown.
  useEffect(() => () => void (sheet && commands.field.closeSheet(sheet)), [sheet]);
  async function plan(ask: () => Promise<JobList>) {
    setRead(undefined);
    take(await reading.run(ask));
  }
  async function choose() {
    const file = await reading.run(() => commands.window.chooseFile("readJobs", null));
    if (file) await plan(() => commands.field.planJobsFile(file.handle));
  }
  async function readAgain(id: string, { encoding, separator, worksheet }: SheetReading) {
    take(await reading.run(() => commands.field.readSheetAgain(id, encoding, separator, worksheet)));
  }
  const chosen = read?.lines.filter(isTaken) ?? [];
  const doubted = read ? countCertain(read.lines) : 0;
  async function add() {
    if (!(await onAdd(chosen.map(({ draft }) => draft)))) return;
    setRead(undefined);
    setText("");
  }

  return (
    <section className={classes.load} aria-label={t("addJobs")}>
      {reading.problem && <ProblemNote problem={reading.problem} />}
      <Textarea
        name="lines"
        // Each scan becomes one more line.
        data-scan="any"
        label={t("lines")}
        description={t("linesHelp")}
        dir="ltr"
        rows={4}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.tools}>
        <TouchButton
          icon={IconListDetails}
          off={text.trim() === "" || reading.busy}
          onClick={() => void plan(() => commands.field.planJobs(text))}
        >
          {t("readLines")}
        </TouchButton>
        <TouchButton icon={IconFileImport} off={reading.busy} onClick={() => void choose()}>
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
          <EncodingChoice
            source={read.source}
            sample={read.sample}
            busy={reading.busy}
            onRead={(reading) => void readAgain(read.source.id, reading)}
          />
          {read.lines.length === 0 ? (
            <p>{t("noLines")}</p>
          ) : (
            <ImportLines lines={read.lines} onLines={(lines) => setRead({ ...read, lines })} />
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
