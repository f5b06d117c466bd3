import {
  IconCircleCheck,
  IconCircleDashed,
  IconEraser,
  IconHelpCircle,
  IconPlayerStop,
  IconPlus,
  IconRefresh,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type FieldJobView, type JobDraft, type JobPart, type JobsProgress } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { refreshField } from "../../../api/queries";
import { useCommand } from "../../../api/useCommand";
import { Banner } from "../../../components/Banner";
import { firstControl, useLanding } from "../../../components/focus";
import { type Drawing, Icon } from "../../../components/Icon";
import { Identifier } from "../../../components/Identifier";
import { LazyConfirm } from "../../../components/LazyConfirm";
import { StateLabel } from "../../../components/labels/StateLabel";
import { ProblemNote } from "../../../components/ProblemNote";
import { SkeletonRows } from "../../../components/SkeletonRows";
import { useDates } from "../../../state/dates";
import { useAllScans } from "../../scanner/scanTargets";
import { FieldHeader } from "../FieldHeader";
import classes from "../field.module.css";
import { useServerAway } from "../fieldState";
import { isSame } from "../pairing/pairing";
import { fieldDayQuery, takeDay } from "../queries";
import { TouchButton } from "../TouchButton";
import { JobImportForm } from "./JobImportForm";

const NUMBERS = ["smartcard", "setTopBox", "subscription"] as const;

/** The jobs of the day, loaded before the installer leaves, so that they are available offline. */
export function JobsPage() {
  const { t } = useTranslation("field");
  const { data: day, error } = useQuery(fieldDayQuery);
  const [loading, setLoading] = useState(false);
  const [asking, setAsking] = useState(false);
  const command = useCommand();
  const { away } = useServerAway();
  const jobs = day?.jobs ?? [];
  const done = jobs.filter(({ closed, row }) => closed || row?.state === "completed").length;
  const navigate = useNavigate();
  const [strange, setStrange] = useState<string>();
  // Scanning a label opens its job.
  useAllScans((text) => {
    const job = jobs.find(({ draft }) => NUMBERS.some((name) => isSame(draft[name] ?? "", text)));
    setStrange(job ? undefined : text);
    if (job) void navigate({ to: "/field", search: { job: job.id } });
  });
  const page = useRef<HTMLDivElement>(null);
  useLanding(() => day && (page.current?.querySelector("li a") ?? firstControl(page.current)));
  const running = day?.progress?.running === true;

  async function add(drafts: JobDraft[]) {
    const next = await command.run(() => commands.field.addJobs(drafts));
    if (!next) return false;
    takeDay(next);
    setLoading(false);
    if (!away) await lookUp();
    return true;
  }
  async function lookUp() {
    await command.run(() => commands.field.lookUpJobs());
    await refreshField();
  }

  return (
    <div className={classes.page}>
      <FieldHeader
        title={t("jobsTitle")}
        about={jobs.length > 0 ? t("jobsDone", { done, count: jobs.length }) : undefined}
        back={{ to: "/field", label: t("backToField") }}
      />
      <div ref={page} className={classes.scroll}>
        {error && <ProblemNote problem={asProblem(error)} />}
        {strange && (
          <Banner tone="info" role="status">
            {t("noJobFor", { text: strange })}
          </Banner>
        )}
        {command.problem && <ProblemNote problem={command.problem} />}
        <div className={classes.tools}>
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
                off={away || running || command.busy}
                note={away ? t("lookUpAway") : undefined}
                onClick={() => void lookUp()}
              >
                {t("lookUpAgain")}
              </TouchButton>
              <TouchButton
                icon={IconEraser}
                off={done === 0 || command.busy}
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
            onStop={() => void command.run(commands.field.stopLookingUp).then(refreshField)}
          />
        )}
        {day && (loading || jobs.length === 0) && <JobImportForm busy={command.busy} onAdd={add} />}
        {!day && !error && <SkeletonRows rows={6} />}
        {jobs.length > 0 && (
          <ol className={classes.rows} aria-label={t("jobsTitle")}>
            {jobs.map((job) => (
              <JobRow
                key={job.id}
                job={job}
                onClose={(closed) =>
                  void command.run(() => commands.field.closeJob(job.id, closed)).then((next) => next && takeDay(next))
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
            void command.run(() => commands.field.clearJobs(false)).then((next) => next && takeDay(next));
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
    <div className={classes.progress}>
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

/** One job of the day, with the look-up results of its numbers and the state of its request. */
function JobRow({ job, onClose }: { job: FieldJobView; onClose: (closed: boolean) => void }) {
  const { t } = useTranslation("field");
  const { id, place, draft, row, closed, lookedUp } = job;
  return (
    <li className={classes.jobRow} data-closed={closed || undefined}>
      <Link to="/field" search={{ job: id }} className={classes.jobLink}>
        <span className={classes.place}>{place}</span>
        <span className={classes.words}>
          <b>
            <bdi>{draft.note ?? t("jobPlace", { place })}</bdi>
            {closed && ` (${t("closed")})`}
          </b>
          <span className={classes.parts}>
            {PARTS.map((name) => {
              const text = draft[name];
              return text ? <Part key={name} name={name} text={text} found={partOf(lookedUp, text)} /> : null;
            })}
          </span>
        </span>
      </Link>
      {row && <StateLabel state={row.state} text={row.stateText} pill />}
      <TouchButton onClick={() => onClose(!closed)} aria-label={t(closed ? "reopenJob" : "closeJob", { place })}>
        {closed ? t("reopen") : t("close")}
      </TouchButton>
    </li>
  );
}

const PARTS = ["smartcard", "setTopBox", "subscription"] as const;
type PartName = (typeof PARTS)[number];

const partOf = (parts: JobPart[], wanted: string) => parts.find(({ text }) => text === wanted);

const icons: Record<JobPart["state"], Drawing> = {
  found: IconCircleCheck,
  notFound: IconHelpCircle,
  notChecked: IconCircleDashed,
};

function Part({ name, text, found }: { name: PartName; text: string; found: JobPart | undefined }) {
  const { t } = useTranslation("field");
  const dates = useDates();
  const state = found?.state ?? "notChecked";
  const at = found?.asOf ?? null;
  return (
    <span className={classes.part} data-tone={state === "notFound" ? "warn" : "mute"}>
      <Icon of={icons[state]} size={20} />
      {t(`part.${name}`)} <Identifier value={text} bare copy={false} />
      {t(`partState.${state}`)}
      {state === "found" && at !== null && ` ${dates.short(at)}`}
    </span>
  );
}
