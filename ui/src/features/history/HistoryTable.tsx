import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { HistoryFilter, HistoryRow } from "../../api/bindings";
import { StateLabel } from "../../components/labels/StateLabel";
import { useStableCallback } from "../../components/useStableCallback";
import { useDates } from "../../state/dates";
import { DataGrid } from "../../table/DataGrid";
import type { RowRenderer } from "../../table/TableRow";
import classes from "./history.module.css";
import { useHistoryTexts } from "./historyTexts";
import type { HistoryRows } from "./useHistory";

/** The columns with their widths in pixels. */
const COLUMNS = { at: 104, user: 88, job: 136, number: 96, smartcard: 118, subscription: 84, outcome: 112 } as const;
type HistoryColumn = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as HistoryColumn[];

interface HistoryTableProps {
  view: HistoryFilter;
  rows: HistoryRows;
  onOpen: (id: string) => void;
  /** First and last row on the screen. */
  onRange: (first: number, last: number) => void;
}

/** The entries of the history. Those about a request lead to its page. */
export function HistoryTable(grid: HistoryTableProps) {
  const { t } = useTranslation(["history", "states"]);
  const dates = useDates();
  const { deed, nameOfUser } = useHistoryTexts();
  const name = useStableCallback((row: HistoryRow) =>
    [
      row.kind === "removed" ? dates.date(row.at) : dates.short(row.at),
      nameOfUser(row.user),
      deed(row),
      row.number,
      row.smartcard,
      row.subscription,
      row.state && ((row.state === "other" && row.stateText) || t(`states:${row.state}`)),
    ]
      .filter(Boolean)
      .join(", "),
  );
  const draw = useMemo<RowRenderer<HistoryRow>>(() => ({ name, cells: (row) => <Cells row={row} /> }), [name]);
  return (
    <DataGrid
      {...grid}
      name={t("title")}
      open={undefined}
      draw={draw}
      minInlineSize={Object.values(COLUMNS).reduce((sum, width) => sum + width, 0)}
      columns={NAMES.map((column) => (
        <col key={column} style={column === "job" ? undefined : { inlineSize: COLUMNS[column] }} />
      ))}
      header={
        <tr aria-rowindex={1}>
          {NAMES.map((column) => (
            <th key={column} scope="col" className={`${classes.cellHead} ${column === "at" ? classes.first : ""}`}>
              {t(`column.${column}`)}
            </th>
          ))}
        </tr>
      }
    />
  );
}

function Cells({ row }: { row: HistoryRow }) {
  const { t } = useTranslation(["history", "common"]);
  const dates = useDates();
  const { deed, nameOfUser } = useHistoryTexts();
  const none = t("common:none");
  const done = deed(row);
  const number = (value: string | null) => (
    <td>
      <bdi className="mono" title={value ?? undefined}>
        {value ?? none}
      </bdi>
    </td>
  );
  return (
    <>
      <td className={classes.first}>
        {row.kind === "removed" ? (
          <time className={classes.quiet}>{dates.date(row.at)}</time>
        ) : (
          <time className={classes.quiet} title={dates.long(row.at)}>
            {dates.short(row.at)}
          </time>
        )}
      </td>
      <td>
        <bdi title={row.user}>{nameOfUser(row.user)}</bdi>
      </td>
      <td>
        <bdi title={done}>{done}</bdi>
        {row.kind === "removed" && <span className={classes.removed}> {t("history:countsOnly")}</span>}
      </td>
      {number(row.number)}
      {number(row.smartcard)}
      {number(row.subscription)}
      <td>{row.state === null ? none : <StateLabel state={row.state} text={row.stateText} />}</td>
    </>
  );
}
