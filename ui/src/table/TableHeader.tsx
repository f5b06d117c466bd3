import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { type KeyboardEvent, memo, type PointerEvent, type RefObject, useRef, useState } from "react";
import { Icon } from "../components/Icon";
import { addLayer } from "../components/layers/layers";
import { type ColumnSetting, MIN_COLUMN_WIDTH, movedBefore, resized, stepped } from "./columnLayout";
import classes from "./table.module.css";

/** Pixels per key press. */
const RESIZE_STEP = 8;

interface SelectAllCellProps {
  label: string;
  allSelected: boolean;
  someSelected: boolean;
  onSelectAll: () => void;
}

/** The checkbox of the header, which selects all rows. */
export function SelectAllCell({ label, allSelected, someSelected, onSelectAll }: SelectAllCellProps) {
  return (
    <th scope="col" className={classes.check}>
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={label}
        checked={allSelected}
        ref={(box) => {
          if (box) box.indeterminate = someSelected && !allSelected;
        }}
        onChange={onSelectAll}
      />
    </th>
  );
}

interface TableHeaderProps<C extends string> {
  layout: readonly ColumnSetting<C>[];
  /** The columns that have room, joined by commas. */
  shown: string;
  nameOf: (column: C) => string;
  /** Title of each header button: the keys that work on it. */
  hint: string;
  /** Absent where the table has one order. */
  sort?: C;
  ascending?: boolean;
  /** The column that Tab reaches first. */
  firstFocus: C;
  selectAll: SelectAllCellProps["label"];
  allSelected: boolean;
  someSelected: boolean;
  onSort?: (column: C) => void;
  onLayout: (layout: ColumnSetting<C>[]) => void;
  onSelectAll: () => void;
}

function Header<C extends string>({
  layout,
  shown: names,
  nameOf,
  hint,
  sort,
  ascending,
  firstFocus,
  ...props
}: TableHeaderProps<C>) {
  const { selectAll, allSelected, someSelected, ...on } = props;
  const shown = names.split(",") as C[];
  const [active, setActive] = useState(firstFocus);
  const row = useRef<HTMLTableRowElement>(null);
  const current = shown.includes(active) ? active : shown[0];

  const headers = () => [...(row.current?.querySelectorAll<HTMLElement>("th[data-column]") ?? [])];
  const drawn = () =>
    new Map(headers().map((header) => [header.dataset.column as C, header.getBoundingClientRect().width]));
  const drag = useColumnDrag<C>({
    row,
    onMove: (column, before) => on.onLayout(movedBefore(layout, column, before)),
    onResize: (column, width) => on.onLayout(resized(layout, column, width, drawn())),
  });

  function onKeyDown(event: KeyboardEvent, column: C) {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    // The other keys belong to the rows below.
    if (by === 0 || event.ctrlKey || event.metaKey) {
      if (event.key === " " || event.key === "Enter") event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    // In a right-to-left table the next column is the one on the left.
    const way = getComputedStyle(event.currentTarget).direction === "rtl" ? (-by as 1 | -1) : by;
    if (event.altKey) on.onLayout(stepped(layout, column, way));
    else if (event.shiftKey) {
      const width = drawn().get(column) ?? MIN_COLUMN_WIDTH;
      on.onLayout(resized(layout, column, width + way * RESIZE_STEP, drawn()));
    } else {
      const next = shown[shown.indexOf(column) + way];
      if (next) row.current?.querySelector<HTMLElement>(`th[data-column="${next}"] button`)?.focus();
    }
  }

  return (
    <tr ref={row} aria-rowindex={1}>
      <SelectAllCell
        label={selectAll}
        allSelected={allSelected}
        someSelected={someSelected}
        onSelectAll={on.onSelectAll}
      />
      {shown.map((column) => (
        <th
          key={column}
          scope="col"
          data-column={column}
          aria-label={nameOf(column)}
          data-dragged={drag.dragged === column || undefined}
          data-before={drag.before === column || undefined}
          aria-sort={sort === column ? (ascending ? "ascending" : "descending") : undefined}
        >
          <button
            type="button"
            className={classes.head}
            tabIndex={column === current ? 0 : -1}
            title={hint}
            onFocus={() => setActive(column)}
            onClick={() => on.onSort?.(column)}
            onKeyDown={(event) => onKeyDown(event, column)}
            onPointerDown={(event) => drag.startMove(event, column)}
          >
            <span>{nameOf(column)}</span>
            {sort === column && <Icon of={ascending ? IconArrowUp : IconArrowDown} size={12} />}
          </button>
          <span className={classes.edge} aria-hidden onPointerDown={(event) => drag.startResize(event, column)} />
        </th>
      ))}
    </tr>
  );
}

/**
 * The header of a table: where it can be sorted, a click or Enter sorts. Tab reaches one header, the arrows move on from it; with
 * Alt they move the column, with Shift they change its width. The pointer drags the header, or its edge.
 */
export const TableHeader = memo(Header) as typeof Header;

/** Pixels that the pointer may move within a click. */
const CLICK_SLIP = 6;

interface ColumnDrag<C extends string> {
  row: RefObject<HTMLTableRowElement | null>;
  /** Dropped before that column; `null`: behind the last one. */
  onMove: (column: C, before: C | null) => void;
  onResize: (column: C, width: number) => void;
}

/**
 * Moves and resizes columns by pointer events. The drag and drop of the browser cannot be used: Tauri takes it for
 * files that are dropped on the window.
 */
function useColumnDrag<C extends string>({ row, onMove, onResize }: ColumnDrag<C>) {
  const [drag, setDrag] = useState<{ column: C; before: C | null }>();

  function startMove(event: PointerEvent<HTMLElement>, column: C) {
    if (event.button !== 0) return;
    const from = event.clientX;
    const button = event.currentTarget;
    let before: C | null | undefined;
    follow(event, {
      moved(x) {
        if (before === undefined && Math.abs(x - from) < CLICK_SLIP) return;
        before = columnAt<C>(row.current, x);
        setDrag({ column, before });
      },
      done(dropped) {
        setDrag(undefined);
        if (before === undefined) return;
        // The click that ends a drag must not sort.
        const silent = new AbortController();
        button.addEventListener("click", (click) => click.stopPropagation(), { signal: silent.signal });
        setTimeout(() => silent.abort());
        if (dropped && before !== column) onMove(column, before);
      },
    });
  }

  function startResize(event: PointerEvent<HTMLElement>, column: C) {
    if (event.button !== 0) return;
    const head = event.currentTarget.closest("th");
    if (!head) return;
    const from = event.clientX;
    const width = head.getBoundingClientRect().width;
    const way = getComputedStyle(head).direction === "rtl" ? -1 : 1;
    event.preventDefault();
    follow(event, {
      moved: (x) => onResize(column, width + (x - from) * way),
      done: (dropped) => {
        if (!dropped) onResize(column, width);
      },
    });
  }

  return { dragged: drag?.column, before: drag?.before, startMove, startResize };
}

/** Follows the pointer until the button is released; Esc cancels. */
function follow(
  event: PointerEvent<HTMLElement>,
  { moved, done }: { moved: (x: number) => void; done: (dropped: boolean) => void },
) {
  const listening = new AbortController();
  const { signal } = listening;
  const { pointerId } = event;
  const removeLayer = addLayer(() => end(false));
  const end = (dropped: boolean) => {
    removeLayer();
    listening.abort();
    done(dropped);
  };
  window.addEventListener("pointermove", (move) => move.pointerId === pointerId && moved(move.clientX), { signal });
  window.addEventListener("pointerup", () => end(true), { signal });
  window.addEventListener("pointercancel", () => end(false), { signal });
}

/** The first column with its middle behind the pointer; `null`: behind the last column. */
function columnAt<C extends string>(row: HTMLElement | null, x: number): C | null {
  const heads = [...(row?.querySelectorAll<HTMLElement>("th[data-column]") ?? [])];
  const rtl = row !== null && getComputedStyle(row).direction === "rtl";
  const hit = heads.find((head) => {
    const { left, width } = head.getBoundingClientRect();
    return rtl ? x > left + width / 2 : x < left + width / 2;
  });
  return (hit?.dataset.column as C | undefined) ?? null;
}
