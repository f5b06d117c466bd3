import type { TablerIcon } from "@tabler/icons-react";
import type { MouseEvent } from "react";
import type { Entity, RequestRow } from "../api/bindings";
import { createStore } from "./createStore";

/** An action that only the list of the row has. */
interface RowAction {
  icon: TablerIcon;
  label: string;
  run: () => void;
}

/** What a row is about. */
export type RowMenuSubject = ({ request: RequestRow } | { entity: Entity }) & {
  /** Opens it as a click on the row does; otherwise its page opens. */
  open?: () => void;
  /** Before another page opens: closes the drawer that the row is in. */
  leave?: () => void;
  actions?: RowAction[];
};

export interface AskedMenu {
  of: RowMenuSubject;
  /** Of the window, in pixels. */
  at: { x: number; y: number };
  /** Gets the focus back. */
  focused: Element | null;
}

/** The menu of a row that is open. */
export const rowMenu = createStore<AskedMenu | null>(null);

/** Opens the menu of a row, by the right button or the menu key. Selected text keeps the system's menu. */
export function openRowMenu(event: MouseEvent, of: RowMenuSubject) {
  const at = { x: event.clientX, y: event.clientY };
  if (isOnSelectedText(at.x, at.y)) return;
  event.preventDefault();
  rowMenu.set({ of, at, focused: document.activeElement });
}

/** Whether a point of the window lies on selected text, which has the system's menu with *Copy*. */
export function isOnSelectedText(x: number, y: number): boolean {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) return false;
  const rects = [...selection.getRangeAt(0).getClientRects()];
  return rects.some(({ left, right, top, bottom }) => left <= x && x <= right && top <= y && y <= bottom);
}
