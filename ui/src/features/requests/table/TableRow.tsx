import { type MouseEvent, memo, type ReactNode } from "react";
import type { RequestRow } from "../../../api/bindings";
import { Space } from "./Space";
import classes from "./table.module.css";

/** Of all rows: the same object for each of them, and at every drawing. */
export interface RowEvents {
  onFocus: (index: number, key: string | undefined) => void;
  onOpen: (key: string) => void;
  onSelect: (index: number, key: string, range: boolean) => void;
}

/** How a row is drawn. The same object until rows are to be drawn otherwise. */
export interface RowDrawing {
  /** Name of its checkbox. */
  select: (row: RequestRow) => string;
  /** One `td` for each column. */
  cells: (row: RequestRow) => ReactNode;
}

interface TableRowProps {
  index: number;
  /** Height of the rows before it that are not drawn. */
  gap: number;
  /** Once it is read. */
  row: RequestRow | undefined;
  draw: RowDrawing;
  isOpen: boolean;
  isActive: boolean;
  isSelected: boolean;
  on: RowEvents;
}

/** A row that is read from the disk at this moment keeps its place with grey bars. */
export const TableRow = memo(function TableRow({ index, gap, row, draw, ...is }: TableRowProps) {
  const { isOpen, isActive, isSelected, on } = is;
  const select = (range: boolean) => row && on.onSelect(index, row.key, range);
  function clicked(event: MouseEvent) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) select(event.shiftKey);
    else if (row) on.onOpen(row.key);
  }
  return (
    <>
      <Space height={gap} />
      <tr
        // The head is the first row.
        aria-rowindex={index + 2}
        aria-selected={isSelected}
        aria-current={isOpen || undefined}
        tabIndex={isActive ? 0 : -1}
        className={classes.row}
        onFocus={() => on.onFocus(index, row?.key)}
        onClick={clicked}
        onMouseDown={(event) => {
          // Shift would select the text in between.
          if (event.shiftKey) event.preventDefault();
        }}
      >
        {row === undefined ? (
          <td colSpan={2}>
            <span className={classes.bar} />
          </td>
        ) : (
          <>
            {/* Space and Shift do the same from the keyboard. */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
            <td
              className={classes.check}
              onClick={(event) => {
                event.stopPropagation();
                select(event.shiftKey);
              }}
            >
              <input type="checkbox" tabIndex={-1} aria-label={draw.select(row)} checked={isSelected} readOnly />
            </td>
            {draw.cells(row)}
          </>
        )}
      </tr>
    </>
  );
}, drawnAlike);

/** Each answer brings new rows, of which most say what they said before. */
function drawnAlike({ row: last, ...lastRest }: TableRowProps, { row: next, ...nextRest }: TableRowProps): boolean {
  return (
    alike(lastRest, nextRest) && (last === next || (last !== undefined && next !== undefined && alike(last, next)))
  );
}

function alike<T extends object>(one: T, other: T): boolean {
  return (Object.keys(one) as (keyof T)[]).every((name) => Object.is(one[name], other[name]));
}
