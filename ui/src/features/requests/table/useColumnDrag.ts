import { type PointerEvent, type RefObject, useState } from "react";
import type { RequestColumn } from "../../../api/bindings";

/** So far the pointer may slip in a click. */
const SLIP = 6;

interface ColumnDrag {
  row: RefObject<HTMLTableRowElement | null>;
  /** Dropped before that column, or behind the last one. */
  onMove: (column: RequestColumn, before: RequestColumn | null) => void;
  onResize: (column: RequestColumn, width: number) => void;
}

/** Columns by the pointer. Its events, not the browser's drag and drop: the window takes that for dropped files. */
export function useColumnDrag({ row, onMove, onResize }: ColumnDrag) {
  const [drag, setDrag] = useState<{ column: RequestColumn; before: RequestColumn | null }>();

  function startMove(event: PointerEvent<HTMLElement>, column: RequestColumn) {
    if (event.button !== 0) return;
    const from = event.clientX;
    const button = event.currentTarget;
    let before: RequestColumn | null | undefined;
    follow(event, {
      moved(x) {
        if (before === undefined && Math.abs(x - from) < SLIP) return;
        before = columnAt(row.current, x);
        setDrag({ column, before });
      },
      done(dropped) {
        setDrag(undefined);
        if (before === undefined) return;
        // The click that ends a drag sorts nothing.
        const silent = new AbortController();
        button.addEventListener("click", (click) => click.stopPropagation(), { signal: silent.signal });
        setTimeout(() => silent.abort());
        if (dropped && before !== column) onMove(column, before);
      },
    });
  }

  function startResize(event: PointerEvent<HTMLElement>, column: RequestColumn) {
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

/** Until the button is let go, or Esc takes it back. */
function follow(
  event: PointerEvent<HTMLElement>,
  { moved, done }: { moved: (x: number) => void; done: (dropped: boolean) => void },
) {
  const listening = new AbortController();
  const { signal } = listening;
  const { pointerId } = event;
  const end = (dropped: boolean) => {
    listening.abort();
    done(dropped);
  };
  window.addEventListener("pointermove", (move) => move.pointerId === pointerId && moved(move.clientX), { signal });
  window.addEventListener("pointerup", () => end(true), { signal });
  window.addEventListener("pointercancel", () => end(false), { signal });
  const pressed = (key: KeyboardEvent) => {
    if (key.key !== "Escape") return;
    key.preventDefault();
    key.stopPropagation();
    end(false);
  };
  window.addEventListener("keydown", pressed, { signal, capture: true });
}

/** The column before whose middle the pointer is; none: behind the last one. */
function columnAt(row: HTMLElement | null, x: number): RequestColumn | null {
  const heads = [...(row?.querySelectorAll<HTMLElement>("th[data-column]") ?? [])];
  const rtl = row !== null && getComputedStyle(row).direction === "rtl";
  const hit = heads.find((head) => {
    const { left, width } = head.getBoundingClientRect();
    return rtl ? x > left + width / 2 : x < left + width / 2;
  });
  return (hit?.dataset.column as RequestColumn | undefined) ?? null;
}
