import { VisuallyHidden } from "@mantine/core";
import { IconNote } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RejectedRow } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { stateLook } from "../../../components/StateLabel";
import { useDates } from "../../../state/dates";
import classes from "./rows.module.css";

export const COLUMNS = ["number", "card", "subscription", "made", "assigned", "retries"] as const;

export function RowCells({ of: { row, marks, retries, lastRetry } }: { of: RejectedRow }) {
  const { t } = useTranslation(["rejected", "common", "states"]);
  const dates = useDates();
  const none = t("common:none");
  const look = lastRetry && stateLook[lastRetry];
  const times = [row.created, row.updated].flatMap((at) => (at === null ? [] : dates.long(at)));
  return (
    <>
      <td>
        <bdi className="mono">{row.number ?? none}</bdi>
      </td>
      <td>
        <bdi className="mono">{row.smartcard ?? none}</bdi>
      </td>
      <td className={classes.subscription}>
        <bdi className="mono">{row.subscription ?? none}</bdi>
      </td>
      <td
        className={classes.quiet}
        title={t("rejected:madeTitle", { made: times[0] ?? none, rejected: times.at(-1) ?? none })}
      >
        {row.created === null ? none : <Made at={dates.short(row.created)} />}
      </td>
      <td className={classes.quiet}>
        <bdi title={marks.assignee ?? undefined}>{marks.assignee ?? none}</bdi>
      </td>
      <td className={classes.quiet}>
        <span className={classes.signs}>
          {retries > 0 && look && lastRetry && (
            <span
              className={classes.retried}
              data-tone={look.tone}
              title={t("rejected:retriedTitle", { count: retries, state: t(`states:${lastRetry}`) })}
            >
              <Icon of={look.icon} size={14} />
              {t("rejected:number", { count: retries })}
              <VisuallyHidden>
                {t("rejected:retriedTitle", { count: retries, state: t(`states:${lastRetry}`) })}
              </VisuallyHidden>
            </span>
          )}
          {marks.note !== null && (
            <span className={classes.note} title={marks.note}>
              <Icon of={IconNote} size={14} />
              <VisuallyHidden>{t("rejected:hasNote")}</VisuallyHidden>
            </span>
          )}
        </span>
      </td>
    </>
  );
}

/** The day alone where there is no room for its time. */
function Made({ at }: { at: string }) {
  const [first, time] = at.split(", ");
  return (
    <time>
      {first}
      {time && <span className={classes.time}>, {time}</span>}
    </time>
  );
}
