import { VisuallyHidden } from "@mantine/core";
import { IconNote } from "@tabler/icons-react";
import { type Ref, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RejectedRow, RejectedView } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { stateLook } from "../../../components/labels/StateLabel";
import { useDates } from "../../../state/dates";
import { DataGrid } from "../../../table/DataGrid";
import { SelectAllCell } from "../../../table/TableHeader";
import type { RowRenderer } from "../../../table/TableRow";
import classes from "../rejected.module.css";
import type { RejectedRowSelection, RejectedRowWindows } from "./useRejectedRows";

const COLUMNS = ["number", "card", "subscription", "made", "assigned", "retries"] as const;

interface RejectedTableProps {
  name: string;
  view: RejectedView;
  rows: RejectedRowWindows;
  selection: RejectedRowSelection;
  /** Key of the request in the pane. */
  open: string | undefined;
  ref: Ref<HTMLDivElement>;
  onOpen: (key: string, by: "keyboard" | "pointer") => void;
  /** First and last row on the screen. */
  onRange: (first: number, last: number) => void;
}

/** The requests of a group. */
export function RejectedTable({ selection, ...grid }: RejectedTableProps) {
  const { t } = useTranslation(["rejected", "requests"]);
  const draw = useMemo<RowRenderer<RejectedRow>>(
    () => ({
      select: ({ row }) => t("requests:select", { name: row.number ?? t("unnumbered") }),
      cells: (row) => <RejectedCells of={row} />,
    }),
    [t],
  );
  return (
    <DataGrid
      {...grid}
      selection={selection}
      subjectOf={({ row }) => ({ request: row })}
      draw={draw}
      columns={
        <>
          <col style={{ inlineSize: 34 }} />
          {COLUMNS.map((column) => (
            <col key={column} className={classes[column]} />
          ))}
        </>
      }
      header={
        <tr aria-rowindex={1}>
          <SelectAllCell
            label={t("selectAll")}
            allSelected={selection.all}
            someSelected={selection.count > 0}
            onSelectAll={() => (selection.all ? selection.clear() : selection.selectAll())}
          />
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className={`${classes.cellHead} ${classes[column] ?? ""}`}>
              {t(`column.${column}`)}
            </th>
          ))}
        </tr>
      }
    />
  );
}

function RejectedCells({ of: { row, marks, retries, lastRetry } }: { of: RejectedRow }) {
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
        {row.created === null ? none : <CreationTime at={dates.short(row.created)} />}
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

/** A date; narrow columns show the day without its time. */
function CreationTime({ at }: { at: string }) {
  const [first, time] = at.split(", ");
  return (
    <time>
      {first}
      {time && <span className={classes.onlyWide}>, {time}</span>}
    </time>
  );
}
