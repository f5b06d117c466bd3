import { createColumnHelper, tableFeatures } from "@tanstack/react-table";
import type { Provider } from "../desk/catalogue";
import { type Dates, datesIn } from "../desk/dates";
import { useJobName } from "../desk/useJobName";
import type { RequestColumn, RequestRow } from "../host/bindings";
import { i18next } from "../i18n/i18n";
import { StateLabel } from "../kit/StateLabel";
import classes from "./table.module.css";

export const features = tableFeatures({});
const column = createColumnHelper<typeof features, RequestRow>();

const none = () => i18next.t("none");
const mono = (text: string | null) => <bdi className="mono">{text ?? none()}</bdi>;
const quiet = (text: string | null) => <span className={classes.quiet}>{text ?? none()}</span>;

/** Made anew for other columns or another time zone, and only then. */
export function columnsOf(shown: readonly RequestColumn[], timeZone: string) {
  const dates = datesIn(timeZone);
  return shown.map((id) => column.display({ id, cell: ({ row }) => cellOf(id, row.original, dates) }));
}

function cellOf(id: RequestColumn, row: RequestRow, dates: Dates) {
  switch (id) {
    case "state":
      return <StateLabel state={row.state} text={row.stateText} />;
    case "requestType":
      return <Job row={row} />;
    case "provider":
      return quiet(providerName(row.provider));
    case "created":
    case "updated":
      return <At at={row[id]} dates={dates} />;
    case "user":
    case "unit":
    case "priority":
      return quiet(row[id]);
    case "error": {
      const words = row.errorText ?? row.errorCode;
      return <bdi title={words ?? undefined}>{words ?? none()}</bdi>;
    }
    default:
      return mono(row[id]);
  }
}

function Job({ row }: { row: RequestRow }) {
  return useJobName()(row);
}

function At({ at, dates }: { at: number | null; dates: Dates }) {
  if (at === null) return none();
  return (
    <time className={classes.quiet} title={dates.long(at)}>
      {dates.short(at)}
    </time>
  );
}

export function providerName(provider: string): string {
  const known: Provider[] = ["conax", "nagravision", "provisioning"];
  const name = known.find((it) => it === provider);
  return name ? i18next.t(name) : provider;
}
