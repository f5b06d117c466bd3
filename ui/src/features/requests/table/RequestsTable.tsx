import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RequestColumn, RequestRow } from "../../../api/bindings";
import { useStableCallback } from "../../../components/useStableCallback";
import type { ColumnSetting } from "../../../table/columnLayout";
import { DataGrid } from "../../../table/DataGrid";
import { TableHeader } from "../../../table/TableHeader";
import type { RowRenderer } from "../../../table/TableRow";
import { useFittedColumns } from "../../../table/useFittedColumns";
import {
  cellOf,
  IDENTIFIERS,
  type IdentifierColumn,
  REQUEST_COLUMNS,
  type RequestLayout,
  useWording,
  wordsOf,
} from "./columns";
import type { RequestListQuery, RequestRows, RequestSelection } from "./useRequestRows";

interface RequestsTableProps {
  asked: RequestListQuery;
  rows: RequestRows;
  selection: RequestSelection;
  layout: RequestLayout;
  /** Key of the request in the detail pane. */
  open: string | undefined;
  onOpen: (key: string, by: "keyboard" | "pointer") => void;
  /** The arrows reached another row. */
  onWalk?: (key: string) => void;
  onSort: (column: RequestColumn) => void;
  onLayout: (layout: ColumnSetting<RequestColumn>[]) => void;
  onCopy: () => void;
  /** First and last row on the screen. */
  onRange: (first: number, last: number) => void;
}

/** The requests of a view, in the columns that the user chose. */
export function RequestsTable({ asked, selection, layout, onSort, onLayout, ...grid }: RequestsTableProps) {
  const { t } = useTranslation("requests");
  const wording = useWording();
  const { names, ...fitted } = useFittedColumns({
    layout,
    columns: REQUEST_COLUMNS,
    identifiers: IDENTIFIERS,
    loaded: grid.rows.loaded,
    textOf,
  });
  const draw = useMemo<RowRenderer<RequestRow>>(() => {
    const columns = names.split(",") as RequestColumn[];
    return {
      name: (row) => columns.flatMap((column) => wordsOf(column, row, wording) ?? []).join(", "),
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

  return (
    <DataGrid
      {...grid}
      name={t("title")}
      view={asked}
      selection={selection}
      subjectOf={(request) => ({ request })}
      draw={draw}
      ref={fitted.ref}
      minInlineSize={fitted.minInlineSize}
      columns={fitted.cols}
      header={
        <TableHeader
          layout={layout}
          shown={names}
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

const textOf = (row: RequestRow, column: RequestColumn) => row[column as IdentifierColumn];
