import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RequestColumn, RequestRow } from "../../../api/bindings";
import { StateLabel } from "../../../components/labels/StateLabel";
import { i18next } from "../../../i18n/i18n";
import type { Provider } from "../../../state/catalogue";
import { useReason } from "../../../state/causes";
import { type Dates, useDates } from "../../../state/dates";
import { useOperationName } from "../../../state/requestTexts";
import { savePreferences, useSnapshot } from "../../../state/snapshot";
import type { ColumnSet, ColumnSetting } from "../../../table/columnLayout";
import { useColumnLayout } from "../../../table/useColumnLayout";
import classes from "../requests.module.css";

export const REQUEST_COLUMNS: ColumnSet<RequestColumn> = {
  all: [
    "state",
    "number",
    "requestType",
    "smartcard",
    "setTopBox",
    "service",
    "subscription",
    "provider",
    "created",
    "updated",
    "user",
    "unit",
    "priority",
    "error",
  ],
  shown: ["state", "number", "requestType", "smartcard", "subscription", "provider", "created", "user"],
  yields: ["provider", "unit", "priority", "user", "updated", "created"],
  widths: {
    state: 106,
    number: 76,
    requestType: 116,
    smartcard: 100,
    setTopBox: 100,
    service: 84,
    subscription: 80,
    provider: 84,
    created: 96,
    updated: 96,
    user: 84,
    unit: 92,
    priority: 76,
    error: 240,
  },
};

export type RequestLayout = readonly ColumnSetting<RequestColumn>[];

/** Those of numbers and codes, which are never cut. */
export const IDENTIFIERS = [
  "number",
  "smartcard",
  "setTopBox",
  "service",
  "subscription",
] as const satisfies RequestColumn[];
export type IdentifierColumn = (typeof IDENTIFIERS)[number];

/** The texts of all cells: looked up once per table, not in each cell. */
interface Wording {
  jobName: ReturnType<typeof useOperationName>;
  dates: Dates;
  reasonOf: ReturnType<typeof useReason>;
  none: string;
  select: (name: string) => string;
  stateName: (row: RequestRow) => string;
}

export function useWording(): Wording {
  const { t } = useTranslation(["requests", "common", "states"]);
  const jobName = useOperationName();
  const dates = useDates();
  const reasonOf = useReason();
  return useMemo(
    () => ({
      jobName,
      dates,
      reasonOf,
      none: t("common:none"),
      select: (name) => t("requests:select", { name }),
      stateName: ({ state, stateText }) => (state === "other" && stateText) || t(`states:${state}`),
    }),
    [t, jobName, dates, reasonOf],
  );
}

export function cellOf(column: RequestColumn, row: RequestRow, { jobName, dates, reasonOf, none }: Wording) {
  switch (column) {
    case "state":
      return <StateLabel state={row.state} text={row.stateText} />;
    case "requestType":
      return <span title={jobName(row)}>{jobName(row)}</span>;
    case "provider":
      return <span className={classes.quiet}>{providerName(row.provider)}</span>;
    case "created":
    case "updated": {
      const at = row[column];
      if (at === null) return none;
      return (
        <time className={classes.quiet} title={dates.long(at)}>
          {dates.short(at)}
        </time>
      );
    }
    case "user":
    case "unit":
    case "priority":
      return (
        <span className={classes.quiet} title={row[column] ?? undefined}>
          {row[column] ?? none}
        </span>
      );
    case "error": {
      const reason = reasonOf(row);
      const said = row.errorText ?? row.errorCode;
      return <bdi title={(said === reason ? said : `${reason}\n${said}`) ?? undefined}>{reason ?? none}</bdi>;
    }
    default:
      return (
        <bdi className="mono" title={row[column] ?? undefined}>
          {row[column] ?? none}
        </bdi>
      );
  }
}

/** A cell as it is read out; nothing for an empty one. */
export function wordsOf(column: RequestColumn, row: RequestRow, { jobName, dates, reasonOf, stateName }: Wording) {
  switch (column) {
    case "state":
      return stateName(row);
    case "requestType":
      return jobName(row);
    case "provider":
      return providerName(row.provider);
    case "created":
    case "updated": {
      const at = row[column];
      return at === null ? null : dates.short(at);
    }
    case "error":
      return reasonOf(row);
    default:
      return row[column];
  }
}

export function providerName(provider: string): string {
  const known: Provider[] = ["conax", "nagravision", "provisioning"];
  const name = known.find((it) => it === provider);
  return name ? i18next.t(name) : provider;
}

/** The columns of the requests table as the user arranged them. */
export const useRequestColumns = () =>
  useColumnLayout(useSnapshot().preferences.columns, REQUEST_COLUMNS, (columns) => savePreferences({ columns }));
