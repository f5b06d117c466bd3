import { type MouseEvent, memo, type ReactNode } from "react";
import classes from "./table.module.css";

/** Takes the height of rows that are not drawn. */
export function Spacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className={classes.space}>
      <td style={{ blockSize: height }} />
    </tr>
  );
}

/** The handlers of all rows: one object, the same in every render, so that no row is drawn again for them. */
export interface RowEvents {
  onFocus: (index: number, key: string | undefined) => void;
  onOpen: (key: string) => void;
  onSelect: (index: number, key: string, range: boolean) => void;
  onMenu: (event: MouseEvent, index: number) => void;
}

/** Draws the rows. A new object draws all of them again. */
export interface RowRenderer<R> {
  /** The accessible name of the row: its cells in words. */
  name: (row: R) => string;
  /** The accessible name of the row's checkbox; absent where rows cannot be selected. */
  select?: (row: R) => string;
  /** One `td` per column. */
  cells: (row: R) => ReactNode;
}

interface TableRowProps<R> {
  index: number;
  /** Height in pixels of the rows before it that are not drawn. */
  gap: number;
  /** Absent while it is being read. */
  row: R | undefined;
  rowKey: string | undefined;
  draw: RowRenderer<R>;
  /** The name of a row that is being read. */
  loading: string;
  isOpen: boolean;
  isActive: boolean;
  /** Absent where rows cannot be selected. */
  isSelected: boolean | undefined;
  on: RowEvents;
}

function Row<R extends object>(props: TableRowProps<R>) {
  const { index, gap, row, rowKey, draw, loading, isOpen, isActive, isSelected, on } = props;
  const select = (range: boolean) => rowKey !== undefined && on.onSelect(index, rowKey, range);
  function clicked(event: MouseEvent) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) select(event.shiftKey);
    else if (rowKey !== undefined) on.onOpen(rowKey);
  }
  return (
    <>
      <Spacer height={gap} />
      <tr
        // The header is row 1.
        aria-rowindex={index + 2}
        aria-selected={isSelected}
        aria-current={isOpen || undefined}
        aria-label={row === undefined ? loading : draw.name(row)}
        tabIndex={isActive ? 0 : -1}
        className={classes.row}
        onFocus={() => on.onFocus(index, rowKey)}
        onClick={clicked}
        onContextMenu={(event) => on.onMenu(event, index)}
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
            {draw.select && (
              // Space and Shift do the same from the keyboard.
              // biome-ignore lint/a11y/useKeyWithClickEvents: see above
              <td
                className={classes.check}
                // The row has the focus and its keys, not the box.
                onMouseDown={(event) => {
                  event.preventDefault();
                  event.currentTarget.closest("tr")?.focus({ preventScroll: true });
                }}
                onClick={(event) => {
                  event.stopPropagation();
                  select(event.shiftKey);
                }}
              >
                <input type="checkbox" tabIndex={-1} aria-label={draw.select(row)} checked={isSelected} readOnly />
              </td>
            )}
            {draw.cells(row)}
          </>
        )}
      </tr>
    </>
  );
}

/** One row of the grid. While the row is read from disk, grey bars keep its place. */
export const TableRow = memo(Row, rendersEqual) as typeof Row;

/** Compares rows field by field: each answer brings new objects, most of them with the same content. */
function rendersEqual<R extends object>(last: TableRowProps<R>, next: TableRowProps<R>): boolean {
  const { row: lastRow, ...lastRest } = last;
  const { row: nextRow, ...nextRest } = next;
  if (!areShallowEqual(lastRest, nextRest)) return false;
  return lastRow === nextRow || (lastRow !== undefined && nextRow !== undefined && areShallowEqual(lastRow, nextRow));
}

function areShallowEqual<T extends object>(one: T, other: T): boolean {
  return (Object.keys(one) as (keyof T)[]).every((name) => Object.is(one[name], other[name]));
}
