import { useDebouncedCallback } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnLayout, RequestColumn, RequestRow } from "../../../api/bindings";
import { StateLabel } from "../../../components/labels/StateLabel";
import { useStableCallback } from "../../../components/useStableCallback";
import { i18next } from "../../../i18n/i18n";
import type { Provider } from "../../../state/catalogue";
import { useReason } from "../../../state/causes";
import { type Dates, useDates } from "../../../state/dates";
import { useOperationName } from "../../../state/requestTexts";
import { savePreferences, useSnapshot } from "../../../state/snapshot";
import { type ColumnSet, completedLayout } from "../../../table/columnLayout";
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
  // Wide enough for whole numbers: ten digits of a request, twelve of a card.
  widths: {
    state: 106,
    number: 94,
    requestType: 116,
    smartcard: 110,
    setTopBox: 136,
    service: 92,
    subscription: 84,
    provider: 84,
    created: 96,
    updated: 96,
    user: 84,
    unit: 92,
    priority: 76,
    error: 240,
  },
};

export const widthOf = ({ column, width }: ColumnLayout) => width ?? REQUEST_COLUMNS.widths[column];

/** The texts of all cells: looked up once per table, not in each cell. */
interface Wording {
  jobName: ReturnType<typeof useOperationName>;
  dates: Dates;
  reasonOf: ReturnType<typeof useReason>;
  none: string;
  select: (name: string) => string;
}

export function useWording(): Wording {
  const { t } = useTranslation(["requests", "common"]);
  const jobName = useOperationName();
  const dates = useDates();
  const reasonOf = useReason();
  return useMemo(
    () => ({ jobName, dates, reasonOf, none: t("common:none"), select: (name) => t("requests:select", { name }) }),
    [t, jobName, dates, reasonOf],
  );
}

export function cellOf(column: RequestColumn, row: RequestRow, { jobName, dates, reasonOf, none }: Wording) {
  switch (column) {
    case "state":
      return <StateLabel state={row.state} text={row.stateText} />;
    case "requestType":
      return jobName(row);
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

export function providerName(provider: string): string {
  const known: Provider[] = ["conax", "nagravision", "provisioning"];
  const name = known.find((it) => it === provider);
  return name ? i18next.t(name) : provider;
}

/** The column layout: shown at once, saved in the preferences half a second after the last change. */
export function useColumnLayout() {
  const { columns } = useSnapshot().preferences;
  const [changed, setChanged] = useState<ColumnLayout[]>();
  const layout = useMemo(() => changed ?? completedLayout(columns, REQUEST_COLUMNS), [changed, columns]);
  const keep = useDebouncedCallback(
    (next: ColumnLayout[]) => {
      // Without a saved copy the layout lasts until the window closes.
      savePreferences({ columns: next }).catch(() => undefined);
    },
    { delay: 500, flushOnUnmount: true },
  );
  return {
    layout,
    change: useStableCallback((next: ColumnLayout[]) => {
      setChanged(completedLayout(next, REQUEST_COLUMNS));
      keep(next);
    }),
    /** Restores the default layout. */
    reset: useStableCallback(() => {
      setChanged(completedLayout([], REQUEST_COLUMNS));
      keep([]);
    }),
  };
}
