import { useMergedRef } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  type RefObject,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useStableCallback } from "../components/useStableCallback";
import { openRowMenu, type RowMenuSubject } from "../state/rowMenu";
import { type RowEvents, type RowRenderer, Spacer, TableRow } from "./TableRow";
import classes from "./table.module.css";
import type { RowSelection } from "./useRowSelection";
import type { WindowedRows } from "./useWindowedRows";

/** Pixels, as in `table.module.css`. */
const ROW_HEIGHT = 32;
const HEADER_HEIGHT = 30;

interface DataGridProps<R> {
  name: string;
  /** The query behind the rows; another one starts at the top. */
  view: unknown;
  rows: WindowedRows<R> & { total: number };
  selection: Omit<RowSelection, "current">;
  /** Key of the row that is open in the pane. */
  open: string | undefined;
  draw: RowRenderer<R>;
  /** The `col` elements. */
  columns: ReactNode;
  header: ReactNode;
  /** Pixels that all columns need; without it the table is as wide as its container. */
  minInlineSize?: number;
  ref?: Ref<HTMLDivElement>;
  onOpen: (key: string, by: "keyboard" | "pointer") => void;
  /** First and last row on the screen. */
  onRange: (first: number, last: number) => void;
  onCopy?: () => void;
  /** What the menu of a row is about. */
  subjectOf: (row: R) => RowMenuSubject;
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
  const { minInlineSize, onRange } = on;
  const scroller = useRef<HTMLDivElement>(null);
  const merged = useMergedRef(ref, scroller);
  const [active, setActive] = useState<{ place: number; key?: string }>({ place: 0 });
  const focusWanted = useRef(false);
  // The row with the focus keeps it when rows are inserted before it.
  const found = active.key === undefined ? undefined : rows.places.get(active.key);
  const current = Math.min(found ?? active.place, Math.max(0, total - 1));

  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    scrollPaddingStart: HEADER_HEIGHT,
    // The row with the focus stays drawn when it is scrolled away, or the focus would be lost.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const from = Math.max(0, startIndex - overscan);
      const to = Math.min(count - 1, endIndex + overscan);
      const shown = Array.from({ length: to - from + 1 }, (_, place) => from + place);
      return shown.includes(current) || count === 0 ? shown : [...shown, current].sort((a, b) => a - b);
    },
  });
  const items = virtual.getVirtualItems();
  const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
  useEffect(() => onRange(startIndex, endIndex), [onRange, startIndex, endIndex]);
  useScrollAnchor({
    scroller,
    view,
    offset: () => virtual.scrollOffset ?? 0,
    first: startIndex,
    rowHeight: ROW_HEIGHT,
    rows,
    onReset: () => setActive((last) => (last.place === 0 && last.key === undefined ? last : { place: 0 })),
  });

  // The focus follows once the row is drawn.
  useEffect(() => {
    if (!focusWanted.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${current + 2}"]`);
    if (row) {
      focusWanted.current = false;
      row.focus({ preventScroll: true });
    }
  });

  function keyAt(place: number): string | undefined {
    const row = loaded.get(place);
    return row === undefined ? undefined : keyOf(row);
  }
  function move(to: number, extend: boolean) {
    const next = Math.max(0, Math.min(total - 1, to));
    if (extend) void selection.extend(current, next);
    else selection.endRange();
    focusWanted.current = true;
    setActive({ place: next, key: keyAt(next) });
    virtual.scrollToIndex(next, { align: "auto" });
  }
  const onFocus = useStableCallback((place: number, key: string | undefined) => setActive({ place, key }));
  const onOpen = useStableCallback((key: string) => on.onOpen(key, "pointer"));
  const onSelect = useStableCallback((place: number, key: string, range: boolean) => {
    if (range) void selection.extend(current, place);
    else selection.toggle(key, place);
  });
  const onMenu = useStableCallback((event: MouseEvent, place: number) => {
    const row = loaded.get(place);
    if (row) openRowMenu(event, { ...on.subjectOf(row), open: () => on.onOpen(keyOf(row), "pointer") });
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
      if (event.code === "KeyA") selection.selectAll();
      else if (event.code === "KeyC" && on.onCopy && window.getSelection()?.isCollapsed !== false) on.onCopy();
      else return;
    } else if (to !== undefined) move(to, event.shiftKey);
    else if (event.key === "Enter" && key !== undefined) on.onOpen(key, "keyboard");
    else if (event.key === " " && key !== undefined) selection.toggle(key, current);
    else if (event.key === "Escape" && selection.count > 0) selection.clear();
    else return;
    event.preventDefault();
  }

  let above = 0;
  return (
    <div ref={merged} className={classes.scroller}>
      <table
        className={classes.table}
        style={{ minInlineSize }}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows have the focus and the arrow keys
        role="grid"
        aria-label={name}
        aria-rowcount={total + 1}
        aria-multiselectable
        // Esc clears the selection first, then closes the pane.
        data-selecting={selection.count > 0 || undefined}
        onKeyDown={onKeyDown}
      >
        <colgroup>{columns}</colgroup>
        <thead>{header}</thead>
        <tbody>
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
                isOpen={key !== undefined && key === open}
                isActive={item.index === current}
                isSelected={key !== undefined && selection.has(key)}
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

interface ScrollAnchor<R> {
  scroller: RefObject<HTMLElement | null>;
  /** The query behind the rows; another one starts at the top. */
  view: unknown;
  /** The scroll offset in pixels, from the virtualizer: reading it from the element would force a layout. */
  offset: () => number;
  /** Place of the first row on the screen. */
  first: number;
  rowHeight: number;
  rows: WindowedRows<R>;
  onReset: () => void;
}

/** Keeps the visible rows where they are when rows are inserted above them; another view starts at the top. */
function useScrollAnchor<R>({ scroller, view, offset, first, rowHeight, rows, onReset }: ScrollAnchor<R>) {
  const shown = JSON.stringify(view);
  const { loaded, places, keyOf } = rows;
  const seen = useRef({ shown, key: undefined as string | undefined, place: 0 });
  const reset = useEffectEvent(onReset);
  const scrolled = useEffectEvent(offset);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (seen.current.shown !== shown) {
      seen.current = { shown, key: undefined, place: 0 };
      if (scrolled() > 0) element.scrollTop = 0;
      reset();
      return;
    }
    const keyAt = (place: number) => {
      const row = loaded.get(place);
      return row === undefined ? undefined : keyOf(row);
    };
    const { key, place } = seen.current;
    const now = key === undefined ? undefined : places.get(key);
    // At the top the newest rows come into view.
    if (now !== undefined && now !== place && scrolled() > 0 && keyAt(place) !== key) {
      element.scrollTop += (now - place) * rowHeight;
      seen.current = { shown, key, place: now };
      return;
    }
    seen.current = { shown, key: keyAt(first), place: first };
  }, [scroller, shown, first, rowHeight, loaded, places, keyOf]);
}
