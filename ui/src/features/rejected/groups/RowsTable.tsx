import { type Ref, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RejectedView } from "../../../api/bindings";
import { RowGrid } from "../../requests/table/RowGrid";
import type { RowDrawing } from "../../requests/table/TableRow";
import table from "../../requests/table/table.module.css";
import type { Chosen } from "../useChosen";
import { COLUMNS, RowCells } from "./RowCells";
import classes from "./rows.module.css";
import type { useRows } from "./useRows";

interface RowsTableProps {
  name: string;
  view: RejectedView;
  rows: ReturnType<typeof useRows>;
  chosen: Chosen;
  /** Key of the request in the pane. */
  open: string | undefined;
  ref: Ref<HTMLDivElement>;
  onOpen: (key: string, by: "keyboard" | "pointer") => void;
  /** First and last row on the screen. */
  onRange: (first: number, last: number) => void;
}

/** The requests of a group. */
export function RowsTable({ view, rows, chosen, ...grid }: RowsTableProps) {
  const { t } = useTranslation(["rejected", "requests"]);
  const { byKey } = rows;
  const draw = useMemo<RowDrawing>(
    () => ({
      select: (row) => t("requests:select", { name: row.number ?? t("unnumbered") }),
      cells: (row) => {
        const told = byKey.get(row.key);
        return told && <RowCells of={told} />;
      },
    }),
    [byKey, t],
  );
  return (
    <RowGrid
      {...grid}
      asked={view}
      windows={rows}
      selection={chosen}
      draw={draw}
      columns={
        <>
          <col style={{ inlineSize: 34 }} />
          {COLUMNS.map((column) => (
            <col key={column} className={classes[column]} />
          ))}
        </>
      }
      head={
        <tr aria-rowindex={1}>
          <th scope="col" className={table.check}>
            <input
              type="checkbox"
              tabIndex={-1}
              aria-label={t("selectAll")}
              checked={chosen.all}
              ref={(box) => {
                if (box) box.indeterminate = chosen.count > 0 && !chosen.all;
              }}
              onChange={() => (chosen.all ? chosen.clear() : chosen.selectAll())}
            />
          </th>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className={`${classes.head} ${classes[column] ?? ""}`}>
              {t(`column.${column}`)}
            </th>
          ))}
        </tr>
      }
    />
  );
}
