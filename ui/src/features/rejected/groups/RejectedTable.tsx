import { useMergedRef } from "@mantine/hooks";
import { type Ref, useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RejectedColumn, RejectedRow, RejectedView } from "../../../api/bindings";
import { useStableCallback } from "../../../components/useStableCallback";
import type { ColumnSetting } from "../../../table/columnLayout";
import { DataGrid } from "../../../table/DataGrid";
import { TableHeader } from "../../../table/TableHeader";
import type { RowRenderer } from "../../../table/TableRow";
import { useFittedColumns } from "../../../table/useFittedColumns";
import {
  IDENTIFIERS,
  REJECTED_COLUMNS,
  rejectedCell,
  rejectedWords,
  textOf,
  useRejectedWording,
} from "./rejectedColumns";
import type { RejectedRowSelection, RejectedRowWindows } from "./useRejectedRows";

interface RejectedTableProps {
  name: string;
  view: RejectedView;
  rows: RejectedRowWindows;
  selection: RejectedRowSelection;
  layout: readonly ColumnSetting<RejectedColumn>[];
  /** Key of the request in the pane. */
  open: string | undefined;
  ref: Ref<HTMLDivElement>;
  onOpen: (key: string, by: "keyboard" | "pointer") => void;
  /** The arrows reached another row. */
  onWalk: ((key: string) => void) | undefined;
  onLayout: (layout: ColumnSetting<RejectedColumn>[]) => void;
  /** First and last row on the screen. */
  onRange: (first: number, last: number) => void;
}

/** The requests of a group, in the columns that the user chose. */
export function RejectedTable({ selection, layout, ref, onLayout, ...grid }: RejectedTableProps) {
  const { t } = useTranslation(["rejected", "requests"]);
  const wording = useRejectedWording();
  const { names, ...fitted } = useFittedColumns({
    layout,
    columns: REJECTED_COLUMNS,
    identifiers: IDENTIFIERS,
    loaded: grid.rows.loaded,
    textOf,
  });
  const merged = useMergedRef(ref, fitted.ref);
  const draw = useMemo<RowRenderer<RejectedRow>>(() => {
    const columns = names.split(",") as RejectedColumn[];
    return {
      name: (row) => columns.flatMap((column) => rejectedWords(column, row, wording) || []).join(", "),
      select: ({ row }) => t("requests:select", { name: row.number ?? t("unnumbered") }),
      cells: (row) =>
        columns.map((column) => (
          <td key={column} data-column={column}>
            {rejectedCell(column, row, wording)}
          </td>
        )),
    };
  }, [names, wording, t]);
  const nameOf = useCallback((column: RejectedColumn) => t(`column.${column}`), [t]);
  const onSelectAll = useStableCallback(() => (selection.all ? selection.clear() : selection.selectAll()));
  return (
    <DataGrid
      {...grid}
      ref={merged}
      selection={selection}
      subjectOf={({ row }) => ({ request: row })}
      draw={draw}
      minInlineSize={fitted.minInlineSize}
      columns={fitted.cols}
      header={
        <TableHeader
          layout={layout}
          shown={names}
          nameOf={nameOf}
          hint={t("headKeys")}
          firstFocus="number"
          selectAll={t("selectAll")}
          allSelected={selection.all}
          someSelected={selection.count > 0}
          onLayout={onLayout}
          onSelectAll={onSelectAll}
        />
      }
    />
  );
}
