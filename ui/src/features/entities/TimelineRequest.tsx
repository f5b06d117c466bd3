import { Link } from "@tanstack/react-router";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { StateLabel, stateLook } from "../../components/StateLabel";
import { useDates } from "../../state/dates";
import { useJobName } from "../../state/useJobName";
import { useHappening } from "../home/useHappening";
import classes from "./entityTimeline.module.css";

interface TimelineRequestProps {
  row: RequestRow;
  /** Names that the page says already. */
  own: string[];
  isLast: boolean;
  style: CSSProperties;
}

/** One request in two lines: what it was and how it ended; with what, by whom, and what the CA system said. */
export function TimelineRequest({ row, own, isLast, style }: TimelineRequestProps) {
  const { t } = useTranslation("things");
  const dates = useDates();
  const jobName = useJobName();
  const happening = useHappening(row);
  const { tone, icon } = stateLook[row.state];
  const names = [row.service, row.setTopBox, row.smartcard, row.subscription].filter(
    (text) => text !== null && !own.some((name) => name.toLowerCase() === text.toLowerCase()),
  );
  return (
    <li className={classes.request} data-last={isLast || undefined} style={style}>
      <span className={classes.dot} data-tone={tone}>
        <Icon of={icon} />
      </span>
      <div className={classes.line}>
        <Link to="/requests/$key" params={{ key: row.key }} className={classes.operation}>
          {jobName(row)}
          {row.number && (
            <bdi dir="ltr" className="mono">
              {row.number}
            </bdi>
          )}
        </Link>
        <StateLabel state={row.state} text={row.stateText} />
        <time>{row.created === null ? "–" : dates.time(row.created)}</time>
      </div>
      <p className={classes.about}>
        {names.map((text) => (
          <bdi key={text} dir="ltr">
            {text}
          </bdi>
        ))}
        {row.user && <span>{t("by", { user: row.user })}</span>}
        <span data-tone={tone === "bad" || tone === "warn" ? tone : undefined}>{happening}</span>
      </p>
    </li>
  );
}
