import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnLayout, RequestColumn } from "../../../api/bindings";
import { cellOf, useWording } from "./columns";
import { shownOf, widthOf } from "./layout";
import { RowGrid } from "./RowGrid";
import { TableHead } from "./TableHead";
import type { RowDrawing } from "./TableRow";
import type { SelectedRows } from "./useSelection";
import { useStable } from "./useStable";
import type { Asked, useWindows } from "./useWindows";

const CHECK = 34;

interface RequestsTableProps {
  asked: Asked;
  windows: ReturnType<typeof useWindows>;
  selection: SelectedRows;
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

/** The requests of a view, in the columns that somebody chose. */
export function RequestsTable({ asked, selection, layout, onSort, onLayout, ...grid }: RequestsTableProps) {
  const { t } = useTranslation("requests");
  const wording = useWording();
  const shownColumns = shownOf(layout);
  const names = shownColumns.map(({ column }) => column).join();
  const draw = useMemo<RowDrawing>(() => {
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
  const onSelectAll = useStable(() => (selection.all ? selection.clear() : selection.selectAll()));

  // From the first width that somebody set, each column has its own, and the last one what is left over.
  const exact = shownColumns.some(({ width }) => width !== null);
  return (
    <RowGrid
      {...grid}
      name={t("title")}
      asked={asked}
      selection={selection}
      draw={draw}
      minInlineSize={CHECK + shownColumns.reduce((sum, one) => sum + widthOf(one), 0)}
      columns={
        <>
          <col style={{ inlineSize: CHECK }} />
          {shownColumns.map((one, place) => (
            <col
              key={one.column}
              style={exact && place === shownColumns.length - 1 ? undefined : { inlineSize: widthOf(one) }}
            />
          ))}
        </>
      }
      head={
        <TableHead
          layout={layout}
          sort={asked.sort}
          ascending={asked.ascending}
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
