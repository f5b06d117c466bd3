import { VisuallyHidden } from "@mantine/core";
import { IconNote } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RejectedColumn, RejectedRow } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { stateLook } from "../../../components/labels/StateLabel";
import { type Dates, useDates } from "../../../state/dates";
import { useOperationName } from "../../../state/requestTexts";
import { savePreferences, useSnapshot } from "../../../state/snapshot";
import type { ColumnSet } from "../../../table/columnLayout";
import { useColumnLayout } from "../../../table/useColumnLayout";
import classes from "../rejected.module.css";

export const REJECTED_COLUMNS: ColumnSet<RejectedColumn> = {
  all: [
    "number",
    "requestType",
    "smartcard",
    "setTopBox",
    "service",
    "subscription",
    "created",
    "user",
    "unit",
    "assigned",
    "retries",
  ],
  shown: ["number", "smartcard", "subscription", "service", "created", "user", "unit", "assigned", "retries"],
  yields: ["unit", "setTopBox", "requestType", "user", "service", "subscription", "assigned", "retries"],
  widths: {
    number: 72,
    requestType: 116,
    smartcard: 101,
    setTopBox: 100,
    service: 68,
    subscription: 68,
    created: 102,
    user: 84,
    unit: 84,
    assigned: 84,
    retries: 50,
  },
};

/** Those of numbers and codes, which are never cut. */
export const IDENTIFIERS = [
  "number",
  "smartcard",
  "setTopBox",
  "service",
  "subscription",
] as const satisfies RejectedColumn[];
type RejectedIdentifier = (typeof IDENTIFIERS)[number];

export const textOf = ({ row }: RejectedRow, column: RejectedColumn) => row[column as RejectedIdentifier];

/** The columns as the user arranged them. */
export const useRejectedColumns = () =>
  useColumnLayout(useSnapshot().preferences.rejectedColumns, REJECTED_COLUMNS, (rejectedColumns) =>
    savePreferences({ rejectedColumns }),
  );

/** The texts of all cells: looked up once per table, not in each cell. */
interface RejectedWording {
  t: ReturnType<typeof useTranslation<["rejected", "common", "states"]>>["t"];
  dates: Dates;
  jobName: ReturnType<typeof useOperationName>;
}

export function useRejectedWording(): RejectedWording {
  const { t } = useTranslation(["rejected", "common", "states"]);
  const dates = useDates();
  const jobName = useOperationName();
  return useMemo(() => ({ t, dates, jobName }), [t, dates, jobName]);
}

export function rejectedCell(column: RejectedColumn, of: RejectedRow, { t, dates, jobName }: RejectedWording) {
  const none = t("common:none");
  const { row, marks } = of;
  switch (column) {
    case "requestType":
      return <span title={jobName(row)}>{jobName(row)}</span>;
    case "created": {
      const [made = none, ...later] = [row.created, row.updated].flatMap((at) => (at === null ? [] : dates.long(at)));
      return (
        <time className={classes.quiet} title={t("rejected:madeTitle", { made, rejected: later.at(-1) ?? made })}>
          {row.created === null ? none : dates.short(row.created)}
        </time>
      );
    }
    case "user":
    case "unit":
    case "assigned": {
      const name = column === "assigned" ? marks.assignee : row[column];
      return (
        <bdi className={classes.quiet} title={name ?? undefined}>
          {name ?? none}
        </bdi>
      );
    }
    case "retries":
      return <Signs of={of} />;
    default:
      return (
        <bdi className="mono" title={row[column] ?? undefined}>
          {row[column] ?? none}
        </bdi>
      );
  }
}

/** A cell as it is read out; nothing for an empty one. */
export function rejectedWords(column: RejectedColumn, of: RejectedRow, { t, dates, jobName }: RejectedWording) {
  const { row, marks, retries, lastRetry } = of;
  switch (column) {
    case "requestType":
      return jobName(row);
    case "created":
      return row.created === null ? null : dates.short(row.created);
    case "assigned":
      return marks.assignee === null ? null : t("assignedTo", { to: marks.assignee });
    case "retries": {
      const retried = lastRetry && t("retriedTitle", { count: retries, state: t(`states:${lastRetry}`) });
      return [retries > 0 && retried, marks.note !== null && t("hasNote")].filter(Boolean).join(", ");
    }
    default:
      return row[column];
  }
}

/** The number of retries with the state of the last one, and whether there is a note. */
function Signs({ of: { marks, retries, lastRetry } }: { of: RejectedRow }) {
  const { t } = useTranslation(["rejected", "states"]);
  const look = lastRetry && stateLook[lastRetry];
  return (
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
  );
}
