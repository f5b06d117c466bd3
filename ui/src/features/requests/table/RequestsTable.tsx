import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnLayout, RequestColumn, RequestRow } from "../../../api/bindings";
import { useStableCallback } from "../../../components/useStableCallback";
import { shownOf } from "../../../table/columnLayout";
import { DataGrid } from "../../../table/DataGrid";
import { TableHeader } from "../../../table/TableHeader";
import type { RowRenderer } from "../../../table/TableRow";
import { cellOf, useWording, widthOf } from "./columns";
import type { RequestListQuery, RequestRows, RequestSelection } from "./useRequestRows";

/** Pixels. */
const CHECKBOX_WIDTH = 34;

interface RequestsTableProps {
  asked: RequestListQuery;
  rows: RequestRows;
  selection: RequestSelection;
  layout: readonly ColumnLayout[];
  /** Key of the request in the detail pane. */
  open: string | undefined;
  onOpen: (key: string, by: "keyboard" | "pointer") => void;
  onSort: (column: RequestColumn) => void;
  onLayout: (layout: ColumnLayout[]) => void;
  onCopy: () => void;
  /** First and last row on the screen. */
  onRange: (first: number, last: number) => void;
}

/** The requests of a view, in the columns that the user chose. */
export function RequestsTable({ asked, selection, layout, onSort, onLayout, ...grid }: RequestsTableProps) {
  const { t } = useTranslation("requests");
  const wording = useWording();
  const shownColumns = shownOf(layout);
  const names = shownColumns.map(({ column }) => column).join();
  const draw = useMemo<RowRenderer<RequestRow>>(() => {
    const columns = names.split(",") as RequestColumn[];
    return {
      select: (row) => wording.select(row.number ?? wording.jobName(row)),
      cells: (row) =>
        columns.map((column) => (
          <td key={column} data-column={column}>
            {cellOf(column, row, wording)}
          </td>
        )),
    };
  }, [names, wording]);
  const nameOf = useCallback((column: RequestColumn) => t(`column.${column}`), [t]);
  const onSelectAll = useStableCallback(() => (selection.all ? selection.clear() : selection.selectAll()));

  // From the first width that the user sets, each column has its own, and the last one takes the space left over.
  const exact = shownColumns.some(({ width }) => width !== null);
  return (
    <DataGrid
      {...grid}
      name={t("title")}
      view={asked}
      selection={selection}
      subjectOf={(request) => ({ request })}
      draw={draw}
      minInlineSize={CHECKBOX_WIDTH + shownColumns.reduce((sum, one) => sum + widthOf(one), 0)}
      columns={
        <>
          <col style={{ inlineSize: CHECKBOX_WIDTH }} />
          {shownColumns.map((one, place) => (
            <col
              key={one.column}
              style={exact && place === shownColumns.length - 1 ? undefined : { inlineSize: widthOf(one) }}
            />
          ))}
        </>
      }
      header={
        <TableHeader
          layout={layout}
          nameOf={nameOf}
          hint={t("headKeys")}
          sort={asked.sort}
          ascending={asked.ascending}
          firstFocus="created"
          selectAll={t("selectAll")}
          allSelected={selection.all}
          someSelected={selection.count > 0}
          onSort={onSort}
          onLayout={onLayout}
          onSelectAll={onSelectAll}
        />
      }
    />
  );
}
