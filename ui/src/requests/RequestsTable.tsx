import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnLayout, RequestColumn } from "../host/bindings";
import { useWording } from "./columns";
import { ROW, shownOf, widthOf } from "./layout";
import { type Slots, slotsFor } from "./rows";
import { Space } from "./Space";
import { TableHead } from "./TableHead";
import { type RowEvents, TableRow } from "./TableRow";
import classes from "./table.module.css";
import { useKeptPlace } from "./useKeptPlace";
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

/** Thousands of rows, of which those on the screen are drawn. One of them has the focus; the arrows move it. */
export function RequestsTable({ asked, windows, selection, layout, open, onRange, ...on }: RequestsTableProps) {
  const { t } = useTranslation("requests");
  const wording = useWording();
  const { loaded, total } = windows;
  const scroller = useRef<HTMLDivElement>(null);
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
  const places = items.map(({ index }) => index);
  const drawn = useRef<Slots>({ places: [], ids: [], slots: [] });
  const slots = slotsFor(
    drawn.current,
    places,
    places.map((place) => loaded.get(place)?.key ?? `#${place}`),
  );
  useLayoutEffect(() => {
    drawn.current = slots;
  });

  const shownColumns = shownOf(layout);
  const names = shownColumns.map(({ column }) => column).join();
  const columns = useMemo(() => names.split(",") as RequestColumn[], [names]);

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
  const onSelectAll = useStable(() => (selection.all ? selection.clear() : selection.selectAll()));
  const rowEvents = useMemo<RowEvents>(() => ({ onFocus, onOpen, onSelect }), [onFocus, onOpen, onSelect]);
  function onKeyDown(event: KeyboardEvent) {
    const command = event.ctrlKey || event.metaKey;
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
    if (command) {
      if (event.code === "KeyA") selection.selectAll();
      else if (event.code === "KeyC" && window.getSelection()?.isCollapsed !== false) on.onCopy();
      else return;
    } else if (to !== undefined) move(to, event.shiftKey);
    else if (event.key === "Enter" && row) on.onOpen(row.key, "keyboard");
    else if (event.key === " " && row) selection.toggle(row.key, current);
    else if (event.key === "Escape" && selection.count > 0) selection.clear();
    else return;
    event.preventDefault();
  }

  // From the first width that somebody set, each column has its own, and the last one what is left over.
  const exact = shownColumns.some(({ width }) => width !== null);
  const widest = CHECK + shownColumns.reduce((sum, one) => sum + widthOf(one), 0);
  let above = 0;
  return (
    <div ref={scroller} className={classes.scroller}>
      <table
        className={classes.table}
        style={{ minInlineSize: widest }}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows take the focus and the arrows
        role="grid"
        aria-label={t("title")}
        aria-rowcount={total + 1}
        aria-multiselectable
        // Esc is for the selection first, then for the pane.
        data-selecting={selection.count > 0 || undefined}
        onKeyDown={onKeyDown}
      >
        <colgroup>
          <col style={{ inlineSize: CHECK }} />
          {shownColumns.map((one, place) => (
            <col
              key={one.column}
              style={exact && place === shownColumns.length - 1 ? undefined : { inlineSize: widthOf(one) }}
            />
          ))}
        </colgroup>
        <thead>
          <TableHead
            layout={layout}
            sort={asked.sort}
            ascending={asked.ascending}
            allSelected={selection.all}
            someSelected={selection.count > 0}
            onSort={on.onSort}
            onLayout={on.onLayout}
            onSelectAll={onSelectAll}
          />
        </thead>
        <tbody>
          {items.map((item, at) => {
            const gap = item.start - above;
            above = item.end;
            const row = loaded.get(item.index);
            return (
              <TableRow
                key={slots.slots[at]}
                index={item.index}
                gap={gap}
                row={row}
                columns={columns}
                wording={wording}
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
