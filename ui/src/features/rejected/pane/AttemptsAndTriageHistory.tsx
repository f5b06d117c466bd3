import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Comparison, MarkVersion, RequestRow } from "../../../api/bindings";
import { StateLabel, stateLook } from "../../../components/labels/StateLabel";
import { Timeline, TimelineStep } from "../../../components/Timeline";
import { useDates } from "../../../state/dates";
import { useOperationName } from "../../../state/requestTexts";
import classes from "../rejected.module.css";

/** All attempts, from the first to the last: the request that this one retries, and its own retries. */
export function RetryList({ row, comparison: { parent, retries } }: { row: RequestRow; comparison: Comparison }) {
  const { t } = useTranslation(["rejected", "states"]);
  const dates = useDates();
  if (!parent && retries.length === 0) return null;
  const tries = [...(parent ? [parent] : []), row, ...retries];
  const describe = (one: RequestRow, place: number) => {
    const first = tries[0];
    const attempt = t(place === 0 ? "rejected:tries.first" : "rejected:tries.retry");
    if (one.state !== "rejected" || place === 0) return `${attempt}, ${t(`states:${one.state}`)}`;
    const same = one.errorCode === first?.errorCode && (one.errorCode !== null || one.errorText === first?.errorText);
    return `${attempt}, ${t(same ? "rejected:tries.same" : "rejected:tries.other")}`;
  };
  return (
    <section>
      <h3>{t("rejected:tries.title")}</h3>
      <Timeline label={t("rejected:tries.title")}>
        {tries.map((one, place) => {
          const number = <bdi className="mono">{one.number ?? t("rejected:unnumbered")}</bdi>;
          const current = one.key === row.key;
          return (
            <TimelineStep
              key={one.key}
              {...stateLook[one.state]}
              title={
                <>
                  {current ? (
                    number
                  ) : (
                    <Link to="/requests/$key" params={{ key: one.key }}>
                      {number}
                    </Link>
                  )}{" "}
                  {describe(one, place)}
                </>
              }
              at={one.created !== null && <time>{dates.short(one.created)}</time>}
              dim
              tight
              current={current}
            />
          );
        })}
      </Timeline>
    </section>
  );
}

const SHOWN_REQUESTS = 8;

/** The requests for the same card, the newest first. */
export function CardTimeline({ row, card }: { row: RequestRow; card: RequestRow[] }) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  const jobName = useOperationName();
  const [all, setAll] = useState(false);
  const shown = all ? card : card.slice(0, SHOWN_REQUESTS);
  return (
    <section>
      <h3>{t("card.title")}</h3>
      <ol className={classes.paneCard} aria-label={t("card.title")}>
        {shown.map((one) => (
          <li key={one.key} aria-current={one.key === row.key || undefined}>
            <time>{one.created === null ? "–" : dates.short(one.created)}</time>
            <Link to="/requests/$key" params={{ key: one.key }}>
              {jobName(one)}
            </Link>
            <StateLabel state={one.state} text={one.stateText} />
          </li>
        ))}
      </ol>
      {card.length > SHOWN_REQUESTS && (
        <button type="button" className={classes.link} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("card.less") : t("card.more", { count: card.length })}
        </button>
      )}
    </section>
  );
}

/** The triage history: each value with its author and time, including replaced and imported ones. */
export function TriageHistory({ history }: { history: MarkVersion[] }) {
  const { t } = useTranslation("rejected");
  return (
    <details>
      <summary>{t("history.title", { count: history.length })}</summary>
      <ol className={classes.history} aria-label={t("history.name")}>
        {history.map((version) => (
          <li
            key={`${version.field} ${version.at} ${version.by} ${version.value}`}
            data-past={!version.current || undefined}
          >
            <Version version={version} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function Version({ version: { field, value, at, by, current } }: { version: MarkVersion }) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  const shown = value !== null && field === "snooze" ? dates.short(Number(value)) : value;
  return (
    <>
      <div>
        {shown === null ? t(`history.taken.${field}`) : t(`history.set.${field}`, { value: shown })}
        {!current && ` ${t("history.replaced")}`}
      </div>
      <div className={classes.faint}>
        <bdi>{by}</bdi>, <time title={dates.long(at)}>{dates.short(at)}</time>
      </div>
    </>
  );
}
