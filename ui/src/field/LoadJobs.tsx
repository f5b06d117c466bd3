import { Textarea } from "@mantine/core";
import { IconFileImport, IconListDetails, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActing } from "../desk/useActing";
import { commands, type JobDraft, type JobList } from "../host/bindings";
import { Banner } from "../kit/Banner";
import { ProblemNote } from "../kit/ProblemNote";
import classes from "./field.module.css";
import lists from "./lists.module.css";
import { PlannedLines } from "./PlannedLines";
import { type Line, lineOf } from "./planned";
import { TouchButton } from "./Touch";

interface LoadJobsProps {
  busy: boolean;
  /** Whether they were taken. */
  onAdd: (drafts: JobDraft[]) => Promise<boolean>;
}

type Read = Pick<JobList, "headings" | "ignored"> & { lines: Line[] };

/** A list from a file or typed: shown as it was understood, and only then added. */
export function LoadJobs({ busy, onAdd }: LoadJobsProps) {
  const { t } = useTranslation("field");
  const [text, setText] = useState("");
  const [read, setRead] = useState<Read>();
  const planning = useActing();
  const take = (list: JobList | undefined) => {
    if (list) setRead({ headings: list.headings, ignored: list.ignored, lines: list.jobs.map(lineOf) });
  };
  async function choose() {
    const file = await planning.run(() => commands.chooseFile("readJobs", null));
    if (file) take(await planning.run(() => commands.planJobsFile(file.handle)));
  }
  const chosen = read?.lines.filter(({ leftOut }) => !leftOut) ?? [];
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
          onClick={() => void planning.run(() => commands.planJobs(text)).then(take)}
        >
          {t("readLines")}
        </TouchButton>
        <TouchButton icon={IconFileImport} off={planning.busy} onClick={() => void choose()}>
          {t("chooseCsv")}
        </TouchButton>
      </div>
      {read && (
        <>
          {read.headings.length > 0 && (
            <p className={classes.small}>{t("headings", { list: read.headings.join(", ") })}</p>
          )}
          {read.ignored.length > 0 && (
            <Banner tone="info" role="status">
              {t("ignored", { list: read.ignored.join(", ") })}
            </Banner>
          )}
          {read.lines.length === 0 ? (
            <p>{t("noLines")}</p>
          ) : (
            <PlannedLines lines={read.lines} onLines={(lines) => setRead({ ...read, lines })} />
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
