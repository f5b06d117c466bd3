import { useMergedRef } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type Ref, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RejectedView } from "../host/bindings";
import { ROW } from "../requests/layout";
import { Space } from "../requests/Space";
import table from "../requests/table.module.css";
import { useKeptPlace } from "../requests/useKeptPlace";
import { Row } from "./Row";
import { COLUMNS } from "./RowCells";
import classes from "./rows.module.css";
import type { Chosen } from "./useChosen";
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

/** The requests of a group. One row has the focus; the arrows move it, Space selects, Enter opens. */
export function RowsTable({ name, view, rows, chosen, open, ref, onOpen, onRange }: RowsTableProps) {
  const { t } = useTranslation("rejected");
  const { loaded, places, byKey, total } = rows;
  const scroller = useRef<HTMLDivElement>(null);
  const merged = useMergedRef(ref, scroller);
  const [active, setActive] = useState<{ place: number; key?: string }>({ place: 0 });
  const focusWanted = useRef(false);
  const found = active.key === undefined ? undefined : places.get(active.key);
  const current = Math.min(found ?? active.place, Math.max(0, total - 1));

  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
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
    asked: view,
    offset: () => virtual.scrollOffset ?? 0,
    first: startIndex,
    windows: rows,
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
    if (extend) void chosen.extend(current, next);
    else chosen.endRange();
    focusWanted.current = true;
    setActive({ place: next, key: loaded.get(next)?.key });
    virtual.scrollToIndex(next, { align: "auto" });
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey) return;
    const page = Math.max(1, endIndex - startIndex - 1);
    const to = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: total,
    }[event.key];
    const row = loaded.get(current);
    if (event.ctrlKey || event.metaKey) {
      if (event.code !== "KeyA") return;
      chosen.selectAll();
    } else if (to !== undefined) move(to, event.shiftKey);
    else if (event.key === "Enter" && row) onOpen(row.key, "keyboard");
    else if (event.key === " " && row) chosen.toggle(row.key, current);
    else if (event.key === "Escape" && chosen.count > 0) chosen.clear();
    else return;
    event.preventDefault();
  }

  let above = 0;
  return (
    <div ref={merged} className={table.scroller}>
      <table
        className={table.table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows take the focus and the arrows
        role="grid"
        aria-label={name}
        aria-rowcount={total + 1}
        aria-multiselectable
        // Esc is for the selection first, then for the pane.
        data-selecting={chosen.count > 0 || undefined}
        onKeyDown={onKeyDown}
      >
        <colgroup>
          <col style={{ inlineSize: 34 }} />
          {COLUMNS.map((column) => (
            <col key={column} className={classes[column]} />
          ))}
        </colgroup>
        <thead>
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
              <th key={column} scope="col" className={classes.head}>
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const gap = item.start - above;
            above = item.end;
            const row = byKey.get(loaded.get(item.index)?.key ?? "");
            const key = row?.row.key;
            return (
              <Row
                // A row that moves with others keeps its element, and so the focus.
                key={key ?? item.index}
                index={item.index}
                gap={gap}
                row={row}
                isOpen={key !== undefined && key === open}
                isActive={item.index === current}
                isSelected={key !== undefined && chosen.has(key)}
                onFocus={() => setActive({ place: item.index, key })}
                onOpen={() => key !== undefined && onOpen(key, "pointer")}
                onSelect={(range) => {
                  if (range) void chosen.extend(current, item.index);
                  else if (key !== undefined) chosen.toggle(key, item.index);
                }}
              />
            );
          })}
          <Space height={virtual.getTotalSize() - above} />
        </tbody>
      </table>
    </div>
  );
}
