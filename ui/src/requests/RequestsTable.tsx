import { useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useConnection } from "../desk/snapshot";
import { columnsIn, features, widths } from "./columns";
import { rowsOf } from "./rows";
import { Space } from "./Space";
import { TableRow } from "./TableRow";
import classes from "./table.module.css";
import type { useWindows } from "./useWindows";

const ROW = 32;

interface RequestsTableProps {
  windows: ReturnType<typeof useWindows>;
  /** Key of the request in the detail pane. */
  open: string | undefined;
  onOpen: (key: string, by: "keyboard" | "pointer") => void;
  /** First and last row on the screen. */
  onRange: (first: number, last: number) => void;
}

/** Thousands of rows, of which those on the screen are drawn. One of them has the focus; the arrows move it. */
export function RequestsTable({ windows, open, onOpen, onRange }: RequestsTableProps) {
  const { t } = useTranslation("requests");
  const { loaded, total } = windows;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const focusWanted = useRef(false);
  const current = Math.min(active, Math.max(0, total - 1));

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

  const zone = useConnection()?.timeZone ?? "UTC";
  const columns = useMemo(() => columnsIn(zone), [zone]);
  const places = items.map(({ index }) => index).join();
  const shown = useMemo(() => rowsOf(loaded, places), [loaded, places]);
  const table = useTable({ features, columns, data: shown.rows, getRowId: (row) => row.key });
  const drawn = table.getRowModel().rows;

  // The focus follows once the row is drawn.
  useEffect(() => {
    if (!focusWanted.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${current + 2}"]`);
    if (row) {
      focusWanted.current = false;
      row.focus({ preventScroll: true });
    }
  });

  function move(to: number) {
    const next = Math.max(0, Math.min(total - 1, to));
    focusWanted.current = true;
    setActive(next);
    virtual.scrollToIndex(next, { align: "auto" });
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
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
    if (to !== undefined) move(to);
    else if (event.key === "Enter" && row) onOpen(row.key, "keyboard");
    else return;
    event.preventDefault();
  }

  let above = 0;
  return (
    <div ref={scroller} className={classes.scroller}>
      <table
        className={classes.table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows take the focus and the arrows
        role="grid"
        aria-label={t("title")}
        aria-rowcount={total + 1}
        onKeyDown={onKeyDown}
      >
        <colgroup>
          {table.getHeaderGroups()[0]?.headers.map(({ id, column }) => (
            <col key={id} data-column={column.id} style={{ inlineSize: widths[column.id] }} />
          ))}
        </colgroup>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} aria-rowindex={1}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col" data-column={header.column.id}>
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {items.map((item) => {
            const gap = item.start - above;
            above = item.end;
            const row = drawn[shown.places.get(item.index) ?? -1];
            return (
              <TableRow
                key={item.index}
                index={item.index}
                gap={gap}
                isRead={row !== undefined}
                isOpen={row !== undefined && row.id === open}
                isActive={item.index === current}
                onFocus={() => setActive(item.index)}
                onClick={() => row && onOpen(row.id, "pointer")}
              >
                {row?.getAllCells().map((cell) => (
                  <td key={cell.id} data-column={cell.column.id}>
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </TableRow>
            );
          })}
          <Space height={virtual.getTotalSize() - above} />
        </tbody>
      </table>
    </div>
  );
}
