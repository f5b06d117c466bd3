import { IconEraser, IconPlayerStop, IconPlus, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type JobDraft, type JobsProgress } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { refreshField } from "../../../api/queries";
import { useActing } from "../../../api/useActing";
import { Banner } from "../../../components/Banner";
import { LazyConfirm } from "../../../components/LazyConfirm";
import { ProblemNote } from "../../../components/ProblemNote";
import { SkeletonRows } from "../../../components/SkeletonRows";
import { FieldHead } from "../FieldHead";
import classes from "../field.module.css";
import { isSame } from "../pairing/pairing";
import { useAnyScan } from "../pairing/useAnyScan";
import { fieldDayQuery, takeDay } from "../queries";
import { TouchButton } from "../Touch";
import { useAway } from "../useAway";
import { JobRow } from "./JobRow";
import { LoadJobs } from "./LoadJobs";
import lists from "./lists.module.css";

const NUMBERS = ["smartcard", "setTopBox", "subscription"] as const;

/** What is to be done today: loaded before leaving, so that it is known where there is no network. */
export function JobsPage() {
  const { t } = useTranslation("field");
  const { data: day, error } = useQuery(fieldDayQuery);
  const [loading, setLoading] = useState(false);
  const [asking, setAsking] = useState(false);
  const acting = useActing();
  const { away } = useAway();
  const jobs = day?.jobs ?? [];
  const done = jobs.filter(({ closed, row }) => closed || row?.state === "completed").length;
  const navigate = useNavigate();
  const [strange, setStrange] = useState<string>();
  // A label of the job at hand finds it sooner than a finger does.
  useAnyScan((text) => {
    const job = jobs.find(({ draft }) => NUMBERS.some((name) => isSame(draft[name] ?? "", text)));
    setStrange(job ? undefined : text);
    if (job) void navigate({ to: "/field", search: { job: job.id } });
  });
  const running = day?.progress?.running === true;

  async function add(drafts: JobDraft[]) {
    const next = await acting.run(() => commands.field.addJobs(drafts));
    if (!next) return false;
    takeDay(next);
    setLoading(false);
    if (!away) await lookUp();
    return true;
  }
  async function lookUp() {
    await acting.run(() => commands.field.lookUpJobs());
    await refreshField();
  }

  return (
    <div className={classes.page}>
      <FieldHead
        title={t("jobsTitle")}
        about={jobs.length > 0 ? t("jobsDone", { done, count: jobs.length }) : undefined}
        back={{ to: "/field", label: t("backToField") }}
      />
      <div className={classes.scroll}>
        {error && <ProblemNote problem={asProblem(error)} />}
        {strange && (
          <Banner tone="info" role="status">
            {t("noJobFor", { text: strange })}
          </Banner>
        )}
        {acting.problem && <ProblemNote problem={acting.problem} />}
        <div className={lists.tools}>
          <TouchButton
            icon={IconPlus}
            aria-expanded={loading || jobs.length === 0}
            onClick={() => setLoading(!loading)}
          >
            {t("addJobs")}
          </TouchButton>
          {jobs.length > 0 && (
            <>
              <TouchButton
                icon={IconRefresh}
                off={away || running || acting.busy}
                note={away ? t("lookUpAway") : undefined}
                onClick={() => void lookUp()}
              >
                {t("lookUpAgain")}
              </TouchButton>
              <TouchButton
                icon={IconEraser}
                off={done === 0 || acting.busy}
                note={done === 0 ? t("noneDone") : undefined}
                onClick={() => setAsking(true)}
              >
                {t("clearDone")}
              </TouchButton>
            </>
          )}
        </div>
        {day?.progress && (
          <Progress
            progress={day.progress}
            onStop={() => void acting.run(commands.field.stopLookingUp).then(refreshField)}
          />
        )}
        {day && (loading || jobs.length === 0) && <LoadJobs busy={acting.busy} onAdd={add} />}
        {!day && !error && <SkeletonRows rows={6} />}
        {jobs.length > 0 && (
          <ol className={lists.rows} aria-label={t("jobsTitle")}>
            {jobs.map((job) => (
              <JobRow
                key={job.id}
                job={job}
                onClose={(closed) =>
                  void acting.run(() => commands.field.closeJob(job.id, closed)).then((next) => next && takeDay(next))
                }
              />
            ))}
          </ol>
        )}
      </div>
      {asking && (
        <LazyConfirm
          question={{
            title: t("clearing.title", { count: done }),
            text: t("clearing.text"),
            keep: t("clearing.keep"),
            act: t("clearDone"),
          }}
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            void acting.run(() => commands.field.clearJobs(false)).then((next) => next && takeDay(next));
          }}
        />
      )}
    </div>
  );
}

function Progress({ progress, onStop }: { progress: JobsProgress; onStop: () => void }) {
  const { t } = useTranslation("field");
  const { done, total, running, problem } = progress;
  if (!running && !problem) return null;
  const text = t("progress", { done, total });
  return (
    <div className={lists.progress}>
      {problem && <ProblemNote problem={problem} role="status" />}
      {running && (
        <>
          <span>{text}</span>
          <div
            role="progressbar"
            aria-label={t("lookingUp")}
            aria-valuemin={0}
            aria-valuemax={total}
            aria-valuenow={done}
            aria-valuetext={text}
            className={classes.bar}
          >
            <i style={{ inlineSize: `${total > 0 ? (done / total) * 100 : 0}%` }} />
          </div>
          <TouchButton icon={IconPlayerStop} onClick={onStop}>
            {t("stop")}
          </TouchButton>
        </>
      )}
    </div>
  );
}
