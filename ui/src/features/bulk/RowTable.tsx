import { Button, SegmentedControl } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCircleMinus, IconPencil, IconTableOff } from "@tabler/icons-react";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BatchView, type BulkFilter, type BulkRow, type BulkSheet, commands } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { EmptyState } from "../../components/EmptyState";
import { type Drawing, Icon } from "../../components/Icon";
import { KeyHint } from "../../components/Kbd";
import { StateLabel } from "../../components/labels/StateLabel";
import { Status } from "../../components/live/Status";
import { ProblemNote } from "../../components/ProblemNote";
import { SlowSkeleton } from "../../components/SlowSkeleton";
import { useStableCallback } from "../../components/useStableCallback";
import { DataGrid } from "../../table/DataGrid";
import { ClearSelection, TableFooter } from "../../table/TableFooter";
import { SelectAllCell } from "../../table/TableHeader";
import type { RowRenderer } from "../../table/TableRow";
import { CHECKBOX_WIDTH } from "../../table/useRowHeight";
import classes from "./bulk.module.css";
import { useCheckText, useFieldName, useFindingText, useRecordText } from "./bulkTexts";
import { columnName } from "./matching";
import { RowDialog } from "./RowDialog";
import { type BulkRowsRead, type BulkSelectionState, useBulkRows, useBulkSelection } from "./useBulk";

interface RowTableProps {
  sheet: BulkSheet;
  batch: BatchView | undefined;
  filter: BulkFilter;
  onFilter: (filter: BulkFilter) => void;
  onAct: (call: () => Promise<BulkSheet>) => Promise<unknown>;
}

/** The rows of a sheet: their cells as they are now, what the check says, and what became of their requests. */
export function RowTable({ sheet, batch, filter, onFilter, onAct }: RowTableProps) {
  const { t } = useTranslation("bulk");
  const [range, setRange] = useState<[number, number]>([0, 0]);
  const rows = useBulkRows(sheet.id, filter, batch, range);
  const { head, total, loaded } = rows;
  const [opened, setOpened] = useState<number>();
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), []);
  const onOpen = useStableCallback((key: string) => setOpened(Number(key)));
  const started = batch !== undefined && batch.state !== "planned";
  const selection = useBulkSelection(sheet.id, filter, rows);
  const selectable = sheet.check !== null && !started;
  const exclude = (excluded: boolean) =>
    void onAct(() => commands.bulk.excludeBulkRows(sheet.id, selection.selection, excluded)).then(selection.clear);
  const open = [...loaded.values()].find(({ place }) => place === opened);
  return (
    <>
      <RowFilter sheet={sheet} batch={batch} filter={filter} total={total} onFilter={onFilter} />
      {head.error && <ProblemNote problem={asProblem(head.error)} role="status" />}
      {head.isPending ? (
        <SlowSkeleton rows={14} />
      ) : total === 0 ? (
        <EmptyState icon={IconTableOff} title={t("grid.noRows")} />
      ) : (
        <>
          <Grid
            sheet={sheet}
            view={filter}
            rows={rows}
            selection={selectable ? selection : undefined}
            onOpen={onOpen}
            onRange={onRange}
          />
          {selection.count > 0 && selectable ? (
            <TableFooter
              selecting
              label={t("grid.actions")}
              start={<Status as="b">{t("grid.selected", { count: selection.count })}</Status>}
            >
              <Button size="xs" onClick={() => exclude(true)}>
                {t("grid.exclude")}
              </Button>
              {sheet.check && sheet.check.byHand > 0 && (
                <Button size="xs" variant="subtle" onClick={() => exclude(false)}>
                  {t("grid.takeIn")}
                </Button>
              )}
              <ClearSelection label={t("grid.clearSelection")} onClear={selection.clear} />
            </TableFooter>
          ) : (
            <TableFooter
              selecting={false}
              start={<span>{t("grid.of", { from: range[0] + 1, to: Math.min(range[1] + 1, total), total })}</span>}
            >
              <KeyHint keys="↑+↓">{t("grid.move")}</KeyHint> <KeyHint keys="Enter">{t("grid.open")}</KeyHint>
              {selectable && (
                <>
                  {" "}
                  <KeyHint keys="Space">{t("grid.select")}</KeyHint>
                </>
              )}
            </TableFooter>
          )}
        </>
      )}
      {open && (
        <RowDialog
          key={open.place}
          sheet={sheet}
          row={open}
          started={started}
          onAct={onAct}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}

interface RowFilterProps extends Omit<RowTableProps, "onAct"> {
  total: number;
}

function RowFilter({ sheet, batch, filter, total, onFilter }: RowFilterProps) {
  const { t } = useTranslation("bulk");
  const finding = useFindingText();
  const record = useRecordText();
  const fieldName = useFieldName(sheet);
  const { check } = sheet;
  const bad = batch ? batch.rejected + batch.failed + batch.unknown : 0;
  const data = [
    { value: "all", label: t("grid.all", { count: sheet.rows }) },
    ...(batch ? [{ value: "ready", label: t("grid.readyRows", { count: batch.ready }) }] : []),
    ...(batch ? [{ value: "leftOut", label: t("grid.leftOut", { count: batch.leftOut }) }] : []),
    ...(check && check.repaired > 0
      ? [{ value: "repaired", label: t("grid.repairedRows", { count: check.repaired }) }]
      : []),
    ...(bad > 0 ? [{ value: "failed", label: t("grid.failed", { count: bad }) }] : []),
    ...(filter.show === "dryRun"
      ? [
          {
            value: "dryRun",
            label: t("grid.finding", { what: `${fieldName(filter.field)}: ${record(filter.kind)}`, count: total }),
          },
        ]
      : []),
    ...(filter.show === "finding"
      ? [
          {
            value: "finding",
            label: t("grid.finding", { what: `${fieldName(filter.field)}: ${finding(filter.kind)}`, count: total }),
          },
        ]
      : []),
  ];
  const value = filter.show === "part" ? filter.part : filter.show;
  return (
    <div className={classes.filter}>
      <SegmentedControl
        size="xs"
        aria-label={t("grid.show")}
        data={data}
        value={data.some((choice) => choice.value === value) ? value : "all"}
        onChange={(chosen) => {
          if (chosen === "repaired") onFilter({ show: "repaired" });
          else if (chosen !== "finding" && chosen !== "dryRun") onFilter({ show: "part", part: chosen as "all" });
        }}
      />
    </div>
  );
}

interface GridProps {
  sheet: BulkSheet;
  view: BulkFilter;
  rows: BulkRowsRead;
  /** Absent once the sheet was started. */
  selection: BulkSelectionState | undefined;
  onOpen: (key: string) => void;
  onRange: (first: number, last: number) => void;
}

/** Widths in pixels of the columns beside those of the sheet. */
const WIDTHS = { line: 52, cell: 116, check: 168, state: 108, number: 76 };

function Grid({ sheet, selection, ...grid }: GridProps) {
  const { t } = useTranslation(["bulk", "states", "requests"]);
  const checkText = useCheckText(sheet);
  // Columns that are not used are left out, once others are.
  const used = useMemo(() => {
    const columns = sheet.columns.map((column, at) => ({ column, at }));
    const matched = columns.filter(({ at }) => sheet.matching?.columns[at]);
    return matched.length > 0 ? matched : columns.filter(({ column }) => !column.secret);
  }, [sheet]);
  const name = useStableCallback((row: BulkRow) =>
    [
      `${row.line}`,
      ...used.map(({ at }) => row.cells[at]),
      checkText(row),
      row.request && t(`states:${row.request.state}`),
      row.request?.number,
    ]
      .filter(Boolean)
      .join(", "),
  );
  const cells = useStableCallback((row: BulkRow) => (
    <Cells row={row} columns={used.map(({ at }) => at)} check={checkText(row)} />
  ));
  const selectable = selection !== undefined;
  // Drawn anew when the sheet is checked or repaired.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the renderer is made anew with the sheet
  const draw = useMemo<RowRenderer<BulkRow>>(() => {
    const select = (row: BulkRow) => t("bulk:grid.selectRow", { line: row.line });
    return { name, cells, ...(selectable && { select }) };
  }, [name, cells, sheet, selectable]);
  const columns: { key: string; heading: string; width?: number }[] = [
    { key: "line", heading: t("bulk:grid.line"), width: WIDTHS.line },
    ...used.map(({ column }) => ({ key: column.letter, heading: columnName(column), width: WIDTHS.cell })),
    { key: "check", heading: t("bulk:grid.check") },
    { key: "state", heading: t("bulk:grid.state"), width: WIDTHS.state },
    { key: "number", heading: t("bulk:grid.number"), width: WIDTHS.number },
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
              className={`${classes.cellHead} ${key === "line" ? classes.number : ""}`}
            >
              <bdi>{heading}</bdi>
            </th>
          ))}
        </tr>
      }
    />
  );
}

function look({ leftOut, repaired, faults, records }: BulkRow): { tone: string; icon: Drawing } {
  if (leftOut === "missing" || faults.length > 0) return { tone: "warn", icon: IconAlertTriangle };
  if (leftOut !== null) return { tone: "mute", icon: IconCircleMinus };
  if (records && records.findings.length > 0) return { tone: "warn", icon: IconAlertTriangle };
  return repaired.length > 0 ? { tone: "info", icon: IconPencil } : { tone: "ok", icon: IconCheck };
}

function Cells({ row, columns, check }: { row: BulkRow; columns: number[]; check: string }) {
  const { t } = useTranslation("common");
  const { tone, icon } = look(row);
  const repaired = new Map(row.repaired.map(({ column, was }) => [column, was]));
  return (
    <>
      <td className={classes.number}>{row.line}</td>
      {columns.map((at) => (
        <td key={at} data-repaired={repaired.has(at) || undefined}>
          <bdi className="mono" title={repaired.get(at) ?? row.cells[at]}>
            {row.cells[at] || t("none")}
          </bdi>
        </td>
      ))}
      <td>
        {check && (
          <span className={classes.check} data-tone={tone} title={check}>
            <Icon of={icon} size={14} /> <span>{check}</span>
          </span>
        )}
      </td>
      <td>{row.request ? <StateLabel state={row.request.state} text={row.request.stateText} /> : t("none")}</td>
      <td>
        <bdi className="mono">{row.request?.number ?? t("none")}</bdi>
      </td>
    </>
  );
}
