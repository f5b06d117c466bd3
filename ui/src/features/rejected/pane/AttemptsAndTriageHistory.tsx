import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MarkVersion, RequestRow } from "../../../api/bindings";
import { StateLabel } from "../../../components/labels/StateLabel";
import { useDates } from "../../../state/dates";
import { useOperationName } from "../../../state/requestTexts";
import { Disclosure } from "../../requests/pane/Disclosure";
import classes from "../rejected.module.css";

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
    <Disclosure title={t("history.title", { count: history.length })}>
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
    </Disclosure>
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
