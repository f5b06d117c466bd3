import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { BulkFilter, BulkRow, BulkSheet, SheetColumn } from "../../../api/bindings";
import { DataGrid } from "../../../table/DataGrid";
import { naturalWidth } from "../../../table/fittedColumns";
import { SelectAllCell } from "../../../table/TableHeader";
import type { RowRenderer } from "../../../table/TableRow";
import type { FollowedRow } from "../../../table/useFollowedRow";
import { CHECKBOX_WIDTH } from "../../../table/useRowHeight";
import { useCheckText } from "../bulkTexts";
import { columnName } from "../columns/matching";
import type { BulkRowsRead, BulkSelectionState } from "../useBulk";
import classes from "./grid.module.css";
import { rowCells } from "./rowCells";

interface SheetGridProps {
  sheet: BulkSheet;
  /** The sheet was started: its rows have requests. */
  started: boolean;
  view: BulkFilter;
  rows: BulkRowsRead;
  /** Absent once the sheet was started. */
  selection: BulkSelectionState | undefined;
  follow: FollowedRow | undefined;
  onOpen: (key: string) => void;
  onRange: (first: number, last: number) => void;
}

/** Widths in pixels of the columns beside those of the sheet. */
const WIDTHS = { line: 56, cell: 100, check: 168, state: 108, number: 76 };

/** A column is as wide as its first values; a longer one is cut, and its tooltip has all of it. */
const widthOf = ({ samples }: SheetColumn) =>
  Math.max(WIDTHS.cell, naturalWidth(Math.max(0, ...samples.map(({ length }) => length))));

/** The grid of a sheet's rows. */
export function SheetGrid({ sheet, started, selection, ...grid }: SheetGridProps) {
  const { t } = useTranslation(["bulk", "states", "requests", "common"]);
  const checkText = useCheckText(sheet);
  const checked = sheet.check !== null;
  // Columns that are not used are left out, once others are.
  const used = useMemo(() => {
    const columns = sheet.columns.map((column, at) => ({ column, at }));
    const matched = columns.filter(({ at }) => sheet.matching?.columns[at]);
    return matched.length > 0 ? matched : columns.filter(({ column }) => !column.secret);
  }, [sheet]);
  const selectable = selection !== undefined;
  // Rows are drawn anew when the sheet is checked, repaired or started, and with what is known of it then.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the texts change with the sheet alone
  const draw = useMemo<RowRenderer<BulkRow>>(() => {
    const shown = { columns: used.map(({ at }) => at), started };
    const texts = { none: t("common:none"), repaired: (was: string) => t("bulk:grid.repaired", { was }) };
    return {
      name: (row) =>
        [
          `${row.line}`,
          ...shown.columns.map((at) => row.cells[at]),
          checkText(row),
          row.request && t(`states:${row.request.state}`),
          row.request?.number,
        ]
          .filter(Boolean)
          .join(", "),
      cells: (row) => rowCells(row, shown, { ...texts, check: checked ? checkText(row) : undefined }),
      ...(selectable && { select: (row: BulkRow) => t("bulk:grid.selectRow", { line: row.line }) }),
    };
  }, [sheet, started, selectable]);
  const columns: { key: string; heading: string; width?: number | undefined }[] = [
    { key: "line", heading: t("bulk:grid.line"), width: WIDTHS.line },
    ...used.map(({ column }, at) => ({
      key: column.letter,
      heading: columnName(column),
      // One column takes what is left over.
      width: checked || at < used.length - 1 ? widthOf(column) : undefined,
    })),
    ...(checked ? [{ key: "check", heading: t("bulk:grid.check") }] : []),
    ...(started
      ? [
          { key: "state", heading: t("bulk:grid.state"), width: WIDTHS.state },
          { key: "number", heading: t("bulk:grid.number"), width: WIDTHS.number },
        ]
      : []),
  ];
  return (
    <DataGrid
      {...grid}
      selection={selection}
      name={t("bulk:grid.name")}
      open={undefined}
      draw={draw}
      minInlineSize={columns.reduce((sum, { width = WIDTHS.check }) => sum + width, selection ? CHECKBOX_WIDTH : 0)}
      columns={
        <>
          {selection && <col style={{ inlineSize: CHECKBOX_WIDTH }} />}
          {columns.map(({ key, width }) => (
            <col key={key} style={width === undefined ? undefined : { inlineSize: width }} />
          ))}
        </>
      }
      header={
        <tr aria-rowindex={1}>
          {selection && (
            <SelectAllCell
              label={t("requests:selectAll")}
              allSelected={selection.all}
              someSelected={selection.count > 0}
              onSelectAll={() => (selection.all ? selection.clear() : selection.selectAll())}
            />
          )}
          {columns.map(({ key, heading }) => (
            <th
              key={key}
              scope="col"
              title={heading}
              className={`${classes.head} ${key === "line" ? classes.number : ""}`}
            >
              <bdi>{heading}</bdi>
            </th>
          ))}
        </tr>
      }
    />
  );
}
