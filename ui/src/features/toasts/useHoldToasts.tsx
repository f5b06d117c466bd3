import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { requestsQuery } from "../../api/queries";
import { useSnapshot } from "../../state/snapshot";
import { holdsShownByPage, isCountingDown } from "../../state/uiState";
import { HoldToast } from "./HoldToast";
import style from "./Toasts.module.css";
import { useUndo } from "./useUndo";

const idOf = (key: string) => `hold-${key}`;

/** One toast for each request that still can be undone; Ctrl+Z takes back the newest. */
export function useHoldToasts() {
  const { held } = useSnapshot().outbox;
  const { data } = useQuery({
    ...requestsQuery({ filter: { states: ["held"], mine: true }, limit: 20 }),
    enabled: held > 0,
  });
  const undo = useUndo();
  const shown = useRef(new Set<string>());
  // A page that shows them itself also has the key: it knows whether its form has room for what comes back.
  const shownByPage = holdsShownByPage.use();
  const rows = held > 0 && !shownByPage ? (data?.rows ?? []).filter(isCountingDown) : [];

  useEffect(() => {
    const keys = new Set(rows.map(({ key }) => key));
    for (const key of shown.current) {
      if (!keys.has(key)) notifications.hide(idOf(key));
    }
    for (const row of rows) {
      if (shown.current.has(row.key)) continue;
      notifications.show({
        id: idOf(row.key),
        message: <HoldToast row={row} onUndo={() => undo(row.key)} />,
        role: "status",
        autoClose: false,
        withCloseButton: false,
        classNames: { root: style.toast, body: style.body, description: style.description },
      });
    }
    shown.current = keys;
  });

  const newest = rows.reduce<(typeof rows)[number] | null>(
    (last, row) => (!last || (row.created ?? 0) >= (last.created ?? 0) ? row : last),
    null,
  );
  useEffect(() => {
    if (!newest) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.code !== "KeyZ" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      // In a field that holds text the key means what it always means.
      const field = document.activeElement;
      const typing = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
      if (typing && field.value !== "") return;
      event.preventDefault();
      undo(newest.key);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [newest, undo]);
}
