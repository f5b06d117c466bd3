import { useMergedRef } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useMemo, useRef, useState } from "react";
import { ROW } from "./layout";
import { Space } from "./Space";
import { type RowDrawing, type RowEvents, TableRow } from "./TableRow";
import classes from "./table.module.css";
import { useKeptPlace } from "./useKeptPlace";
import type { RowSelection } from "./useRowSelection";
import { useStable } from "./useStable";
import type { useWindows } from "./useWindows";

interface RowGridProps {
  name: string;
  /** The view that is shown; another one begins at its top. */
  asked: unknown;
  windows: Pick<ReturnType<typeof useWindows>, "loaded" | "places" | "total">;
  selection: Omit<RowSelection, "current">;
  /** Key of the request in the pane. */
  open: string | undefined;
  draw: RowDrawing;
  columns: ReactNode;
  head: ReactNode;
  /** So that all columns have their widths; otherwise the table is as wide as its place. */
  minInlineSize?: number;
  ref?: Ref<HTMLDivElement>;
  onOpen: (key: string, by: "keyboard" | "pointer") => void;
  /** First and last row on the screen. */
  onRange: (first: number, last: number) => void;
  onCopy?: () => void;
}

/** Thousands of rows, of which those on the screen are drawn. One of them has the focus; the arrows move it. */
export function RowGrid({ name, asked, windows, selection, open, draw, columns, head, ref, ...on }: RowGridProps) {
  const { loaded, total } = windows;
  const { minInlineSize, onRange } = on;
  const scroller = useRef<HTMLDivElement>(null);
  const merged = useMergedRef(ref, scroller);
  const [active, setActive] = useState<{ place: number; key?: string }>({ place: 0 });
  const focusWanted = useRef(false);
  // The row that has the focus keeps it when others come before it.
  const found = active.key === undefined ? undefined : windows.places.get(active.key);
  const current = Math.min(found ?? active.place, Math.max(0, total - 1));

  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
    scrollPaddingStart: 30,
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
  useKeptPlace({
    scroller,
    asked,
    offset: () => virtual.scrollOffset ?? 0,
    first: startIndex,
    windows,
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

  function move(to: number, extend: boolean) {
    const next = Math.max(0, Math.min(total - 1, to));
    if (extend) void selection.extend(current, next);
    else selection.endRange();
    focusWanted.current = true;
    setActive({ place: next, key: loaded.get(next)?.key });
    virtual.scrollToIndex(next, { align: "auto" });
  }
  const onFocus = useStable((place: number, key: string | undefined) => setActive({ place, key }));
  const onOpen = useStable((key: string) => on.onOpen(key, "pointer"));
  const onSelect = useStable((place: number, key: string, range: boolean) => {
    if (range) void selection.extend(current, place);
    else selection.toggle(key, place);
  });
  const rowEvents = useMemo<RowEvents>(() => ({ onFocus, onOpen, onSelect }), [onFocus, onOpen, onSelect]);
  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey) return;
    const inHead = (event.target as HTMLElement).closest("thead") !== null;
    const page = Math.max(1, endIndex - startIndex - 1);
    const to = {
      ArrowDown: inHead ? current : current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: total,
    }[event.key];
    const row = loaded.get(current);
    if (event.ctrlKey || event.metaKey) {
      if (event.code === "KeyA") selection.selectAll();
      else if (event.code === "KeyC" && on.onCopy && window.getSelection()?.isCollapsed !== false) on.onCopy();
      else return;
    } else if (to !== undefined) move(to, event.shiftKey);
    else if (event.key === "Enter" && row) on.onOpen(row.key, "keyboard");
    else if (event.key === " " && row) selection.toggle(row.key, current);
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
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows take the focus and the arrows
        role="grid"
        aria-label={name}
        aria-rowcount={total + 1}
        aria-multiselectable
        // Esc is for the selection first, then for the pane.
        data-selecting={selection.count > 0 || undefined}
        onKeyDown={onKeyDown}
      >
        <colgroup>{columns}</colgroup>
        <thead>{head}</thead>
        <tbody>
          {items.map((item) => {
            const gap = item.start - above;
            above = item.end;
            const row = loaded.get(item.index);
            return (
              <TableRow
                // A row that moves with others keeps its element, and so the focus.
                key={row?.key ?? item.index}
                index={item.index}
                gap={gap}
                row={row}
                draw={draw}
                isOpen={row !== undefined && row.key === open}
                isActive={item.index === current}
                isSelected={row !== undefined && selection.has(row.key)}
                on={rowEvents}
              />
            );
          })}
          <Space height={virtual.getTotalSize() - above} />
        </tbody>
      </table>
    </div>
  );
}
