import { type PointerEvent, type RefObject, useState } from "react";

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
export function useColumnDrag<C extends string>({ row, onMove, onResize }: ColumnDrag<C>) {
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
