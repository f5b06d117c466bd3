import { IconChevronLeft, IconChevronRight, IconListCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { FieldJobView } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { Identifier } from "../../components/Identifier";
import { ProblemNote } from "../../components/ProblemNote";
import { holdsShownByPage } from "../../state/uiState";
import { FieldHeader } from "./FieldHeader";
import classes from "./field.module.css";
import { PairForm } from "./pairing/PairForm";
import { fieldDayQuery } from "./queries";
import { TouchLink } from "./TouchButton";

/**
 * The field mode's main page, for a small screen, a scanner and an unreliable network: one card, one box, one button.
 */
export function FieldPage() {
  const { t } = useTranslation("field");
  const search: { job?: unknown } = useSearch({ strict: false });
  const { data: day, error } = useQuery(fieldDayQuery);
  const jobs = day?.jobs ?? [];
  const place = jobs.findIndex(({ id }) => id === search.job);
  const job = jobs[place];
  useEffect(() => {
    holdsShownByPage.set(true);
    return () => holdsShownByPage.set(false);
  }, []);

  return (
    <div className={classes.page}>
      <FieldHeader
        title={job ? t("job", { place: place + 1, of: jobs.length }) : t("fieldTitle")}
        about={job ? <About job={job} /> : t("scanAny")}
        back={job ? { to: "/field/jobs", label: t("backToJobs") } : { to: "/home", label: t("backHome") }}
      >
        <nav className={classes.steps} aria-label={t("jobsTitle")}>
          {job && <Step to={jobs[place - 1]} icon={IconChevronLeft} label={t("previousJob")} />}
          {job && <Step to={jobs[place + 1]} icon={IconChevronRight} label={t("nextJob")} />}
          <TouchLink
            to="/field/jobs"
            icon={IconListCheck}
            label={jobs.length > 0 ? t("jobsCount", { count: jobs.length }) : t("jobsTitle")}
          />
        </nav>
      </FieldHeader>
      {error && (
        <div className={classes.problem}>
          <ProblemNote problem={asProblem(error)} />
        </div>
      )}
      {/* Another job starts empty. Until the day's jobs are read, it is unknown whether there is one. */}
      {(day || error) && (
        <PairForm key={job?.id ?? ""} job={job} next={jobs.slice(place + 1).find(isOpen)} jobs={jobs} />
      )}
    </div>
  );
}

const isOpen = ({ row, closed }: FieldJobView) => row === null && !closed;

function About({ job: { draft } }: { job: FieldJobView }) {
  const { t } = useTranslation("field");
  return (
    <>
      {draft.subscription && (
        <>
          {t("subscription")} <Identifier value={draft.subscription} bare copy={false} />
        </>
      )}
      {draft.subscription && draft.note && ", "}
      {draft.note && <bdi>{draft.note}</bdi>}
    </>
  );
}

function Step({ to, icon, label }: { to: FieldJobView | undefined; icon: typeof IconChevronLeft; label: string }) {
  if (!to) return null;
  return <TouchLink to="/field" search={{ job: to.id }} icon={icon} mirrors label={label} />;
}
