import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RequestColumn, RequestRow } from "../../../api/bindings";
import { StateLabel } from "../../../components/StateLabel";
import { i18next } from "../../../i18n/i18n";
import type { Provider } from "../../../state/catalogue";
import { type Dates, useDates } from "../../../state/dates";
import { useOperationName } from "../../../state/useOperationName";
import classes from "./table.module.css";

/** What the cells of all rows are written with: looked up once for the table, not in each cell. */
export interface Wording {
  jobName: ReturnType<typeof useOperationName>;
  dates: Dates;
  none: string;
  select: (name: string) => string;
}

export function useWording(): Wording {
  const { t } = useTranslation(["requests", "common"]);
  const jobName = useOperationName();
  const dates = useDates();
  return useMemo(
    () => ({ jobName, dates, none: t("common:none"), select: (name) => t("requests:select", { name }) }),
    [t, jobName, dates],
  );
}

export function cellOf(column: RequestColumn, row: RequestRow, { jobName, dates, none }: Wording) {
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
      return <span className={classes.quiet}>{row[column] ?? none}</span>;
    case "error": {
      const words = row.errorText ?? row.errorCode;
      return <bdi title={words ?? undefined}>{words ?? none}</bdi>;
    }
    default:
      return <bdi className="mono">{row[column] ?? none}</bdi>;
  }
}

export function providerName(provider: string): string {
  const known: Provider[] = ["conax", "nagravision", "provisioning"];
  const name = known.find((it) => it === provider);
  return name ? i18next.t(name) : provider;
}
