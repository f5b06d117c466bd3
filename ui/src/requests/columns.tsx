import { createColumnHelper, tableFeatures } from "@tanstack/react-table";
import { datesIn } from "../desk/dates";
import { useJobName } from "../desk/useJobName";
import type { RequestRow } from "../host/bindings";
import type { english } from "../i18n/english";
import { i18next } from "../i18n/i18n";
import { StateLabel } from "../kit/StateLabel";
import classes from "./table.module.css";

export const features = tableFeatures({});
const column = createColumnHelper<typeof features, RequestRow>();

const mono = (text: string | null) => <bdi className="mono">{text ?? i18next.t("none")}</bdi>;
const words = (key: keyof typeof english.requests.column) => () => i18next.t(`column.${key}`, { ns: "requests" });

/** Made anew for another time zone, and only then. */
export function columnsIn(timeZone: string) {
  const dates = datesIn(timeZone);
  return column.columns([
    column.accessor("state", {
      header: words("state"),
      cell: ({ row }) => <StateLabel state={row.original.state} text={row.original.stateText} />,
    }),
    column.accessor("number", { header: words("number"), cell: ({ getValue }) => mono(getValue()) }),
    column.display({ id: "job", header: words("job"), cell: ({ row }) => <Job row={row.original} /> }),
    column.accessor("smartcard", { header: words("card"), cell: ({ getValue }) => mono(getValue()) }),
    column.accessor("subscription", { header: words("subscription"), cell: ({ getValue }) => mono(getValue()) }),
    column.accessor("provider", {
      header: words("provider"),
      cell: ({ getValue }) => <span className={classes.quiet}>{providerName(getValue())}</span>,
    }),
    column.accessor("created", {
      header: words("made"),
      cell: ({ getValue }) => {
        const at = getValue();
        return at === null ? (
          i18next.t("none")
        ) : (
          <time className={classes.quiet} title={dates.long(at)}>
            {dates.short(at)}
          </time>
        );
      },
    }),
    column.accessor("user", {
      header: words("user"),
      cell: ({ getValue }) => <span className={classes.quiet}>{getValue() ?? i18next.t("none")}</span>,
    }),
  ]);
}

function Job({ row }: { row: RequestRow }) {
  return useJobName()(row);
}

export function providerName(provider: string): string {
  return provider === "conax" || provider === "nagravision" ? i18next.t(provider) : provider;
}

/** Pixels; what is left over is shared out among them. */
export const widths: Record<string, number> = {
  state: 116,
  number: 68,
  job: 112,
  smartcard: 112,
  subscription: 72,
  provider: 92,
  created: 98,
  user: 84,
};
