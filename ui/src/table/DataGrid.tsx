import { useMergedRef } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { isNowhere } from "../components/focus";
import { useLayer } from "../components/layers/layers";
import { useStableCallback } from "../components/useStableCallback";
import { openRowMenu, type RowMenuSubject } from "../state/rowMenu";
import { useVisit } from "../state/visits";
import { keepRow } from "./keepRow";
import { type RowEvents, type RowRenderer, Spacer, TableRow } from "./TableRow";
import classes from "./table.module.css";
import { type FollowedRow, useFollowedRow } from "./useFollowedRow";
import { HEADER_HEIGHT, useRowHeight } from "./useRowHeight";
import type { RowSelection } from "./useRowSelection";
import { useScrollAnchor } from "./useScrollAnchor";
import type { WindowedRows } from "./useWindowedRows";

interface DataGridProps<R> {
  name: string;
  /** The query behind the rows; another one starts at the top. */
  view: unknown;
  rows: WindowedRows<R> & { total: number };
  /** Absent: rows cannot be selected. */
  selection?: Omit<RowSelection, "current">;
  /** Key of the row that is open in the pane. */
  open: string | undefined;
  draw: RowRenderer<R>;
  /** The `col` elements. */
  columns: ReactNode;
  header: ReactNode;
  /** A row that is kept on the screen; absent: none. */
  follow?: FollowedRow;
  /** Pixels that all columns need; without it the table is as wide as its container. */
  minInlineSize?: number;
  ref?: Ref<HTMLDivElement>;
  onOpen: (key: string, by: "keyboard" | "pointer") => void;
  /** The arrows reached another row. */
  onWalk?: (key: string) => void;
  /** First and last row on the screen. */
  onRange: (first: number, last: number) => void;
  onCopy?: () => void;
  /** What the menu of a row is about; without it rows have none. */
  subjectOf?: (row: R) => RowMenuSubject;
}

interface ActiveRow {
  place: number;
  /** Absent until the row is loaded. */
  key?: string;
}

interface GridVisit {
  active: ActiveRow;
  /** Pixels. */
  offset: number;
}

/** A virtual grid of thousands of rows: those on the screen are drawn, one has the focus and the arrows move it. */
export function DataGrid<R extends object>({
  name,
  view,
  rows,
  selection,
  open,
  draw,
  columns,
  header,
  ref,
  ...on
}: DataGridProps<R>) {
  const { loaded, keyOf, total } = rows;
  const { minInlineSize, follow, onRange } = on;
  const { t } = useTranslation();
  const rowHeight = useRowHeight();
  const scroller = useRef<HTMLDivElement>(null);
  const merged = useMergedRef(ref, scroller);
  const before = useVisit(`grid ${name}`, (): GridVisit => ({ active, offset: virtual.scrollOffset ?? 0 }));
  const [active, setActive] = useState<ActiveRow>(before?.active ?? { place: 0 });
  const body = useRef<HTMLTableSectionElement>(null);
  const hasFocus = useRef(false);
  // The row with the focus keeps it when rows are inserted before it.
  const found = active.key === undefined ? undefined : rows.places.get(active.key);
  const current = Math.min(found ?? active.place, Math.max(0, total - 1));

  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    initialOffset: before?.offset,
    scrollPaddingStart: HEADER_HEIGHT,
    rangeExtractor: keepRow(current),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another density measures the rows anew
  useLayoutEffect(() => virtual.measure(), [rowHeight]);
  const items = virtual.getVirtualItems();
  const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
  useEffect(() => onRange(startIndex, endIndex), [onRange, startIndex, endIndex]);
  useScrollAnchor({
    scroller,
    view,
    offset: () => virtual.scrollOffset ?? 0,
    first: startIndex,
    rowHeight,
    rows,
    onReset: () => setActive((last) => (last.place === 0 && last.key === undefined ? last : { place: 0 })),
  });

  useFollowedRow(scroller, virtual, follow);

  // The focus follows to another row, and to the new element of the same row: one that is far away on a jump, or was
  // scrolled away, gets another element when it is read.
  useLayoutEffect(() => {
    hasFocus.current &&= isNowhere() || body.current?.contains(document.activeElement) === true;
    if (hasFocus.current && !rowOf(current)?.contains(document.activeElement)) focusRow(current);
  });
  useLayer(() => selection?.clear(), (selection?.count ?? 0) > 0);

  const rowOf = (place: number) => body.current?.querySelector<HTMLElement>(`[aria-rowindex="${place + 2}"]`);
  const focusRow = (place: number) => rowOf(place)?.focus({ preventScroll: true });
  function keyAt(place: number): string | undefined {
    const row = loaded.get(place);
    return row === undefined ? undefined : keyOf(row);
  }
  function move(to: number, extend: boolean) {
    const next = Math.max(0, Math.min(total - 1, to));
    if (extend) void selection?.extend(current, next);
    else selection?.endRange();
    // From the header the focus goes to the rows first.
    if (!hasFocus.current) focusRow(current);
    const key = keyAt(next);
    if (next !== current) follow?.onLeave();
    setActive({ place: next, key });
    if (key !== undefined) on.onWalk?.(key);
    virtual.scrollToIndex(next, { align: "auto" });
  }
  const onFocus = useStableCallback((place: number, key: string | undefined) => {
    if (place !== current) follow?.onLeave();
    setActive({ place, key });
  });
  // Where the pointer opened a row: the row stays there when the pane changes the layout around the grid.
  const opened = useRef<{ place: number; top: number }>(undefined);
  const topOf = (place: number) => rowOf(place)?.getBoundingClientRect().top;
  const onOpen = useStableCallback((key: string) => {
    const place = rows.places.get(key) ?? current;
    opened.current = { place, top: topOf(place) ?? 0 };
    on.onOpen(key, "pointer");
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the pane opens
  useLayoutEffect(() => {
    if (!opened.current || !scroller.current) return;
    const { place, top } = opened.current;
    opened.current = undefined;
    scroller.current.scrollTop += (topOf(place) ?? top) - top;
  }, [open]);
  const onSelect = useStableCallback((place: number, key: string, range: boolean) => {
    if (range) void selection?.extend(current, place);
    else selection?.toggle(key, place);
  });
  const onMenu = useStableCallback((event: MouseEvent, place: number) => {
    const row = loaded.get(place);
    if (row && on.subjectOf) openRowMenu(event, { ...on.subjectOf(row), open: () => on.onOpen(keyOf(row), "pointer") });
  });
  const rowEvents = useMemo<RowEvents>(
    () => ({ onFocus, onOpen, onSelect, onMenu }),
    [onFocus, onOpen, onSelect, onMenu],
  );
  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey) return;
    const inHeader = (event.target as HTMLElement).closest("thead") !== null;
    const page = Math.max(1, endIndex - startIndex - 1);
    const to = {
      ArrowDown: inHeader ? current : current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: total,
    }[event.key];
    const key = keyAt(current);
    if (event.ctrlKey || event.metaKey) {
      if (event.code === "KeyA" && selection) selection.selectAll();
      else if (event.code === "KeyC" && on.onCopy && window.getSelection()?.isCollapsed !== false) on.onCopy();
      else return;
    } else if (to !== undefined) move(to, event.shiftKey);
    else if (event.key === "Enter" && key !== undefined) on.onOpen(key, "keyboard");
    else if (event.key === " " && key !== undefined && selection) selection.toggle(key, current);
    else return;
    event.preventDefault();
  }

  const loading = t("loading");
  let above = 0;
  return (
    <div ref={merged} className={classes.scroller} data-grid>
      <table
        className={classes.table}
        style={{ minInlineSize }}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows have the focus and the arrow keys
        role="grid"
        aria-label={name}
        aria-rowcount={total + 1}
        aria-multiselectable={selection !== undefined}
        onKeyDown={onKeyDown}
      >
        <colgroup>{columns}</colgroup>
        <thead>{header}</thead>
        <tbody
          ref={body}
          onFocus={() => {
            hasFocus.current = true;
          }}
          onBlur={({ currentTarget, relatedTarget }) => {
            // An element that is removed is not blurred.
            hasFocus.current = currentTarget.contains(relatedTarget);
          }}
        >
          {items.map((item) => {
            const gap = item.start - above;
            above = item.end;
            const row = loaded.get(item.index);
            const key = row && keyOf(row);
            return (
              <TableRow
                // A row that moves keeps its element, and with it the focus.
                key={key ?? item.index}
                index={item.index}
                gap={gap}
                row={row}
                rowKey={key}
                draw={draw}
                loading={loading}
                isOpen={key !== undefined && key === open}
                isActive={item.index === current}
                isSelected={selection && key !== undefined && selection.has(key)}
                on={rowEvents}
              />
            );
          })}
          <Spacer height={virtual.getTotalSize() - above} />
        </tbody>
      </table>
    </div>
  );
}
