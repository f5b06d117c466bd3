import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { commands } from "../../api/bindings";
import { outboxOpen } from "../../features/outbox/OutboxHost";
import { scanning } from "../../features/scanner/currentBurst";
import { openPalette } from "../../state/palette";
import { shortcutOf } from "../../state/shortcuts";

/** Listens for the shortcuts of the window. There are none of single letters, so that a scanner never triggers one, and none
 * while a dialog waits for an answer. */
export function useShortcuts() {
  const navigate = useNavigate();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event);
      if (!shortcut) return;
      event.preventDefault();
      // Some scanners end a code with a function key or a control character.
      if (document.querySelector('[aria-modal="true"]') || scanning(event.timeStamp)) return;
      if (shortcut.kind === "page") void navigate({ to: shortcut.to });
      if (shortcut.kind === "operation") {
        void navigate({ to: "/operations/$operationId", params: { operationId: shortcut.id } });
      }
      if (shortcut.kind === "palette") openPalette("");
      if (shortcut.kind === "outbox") outboxOpen.set(true);
      if (shortcut.kind === "refresh") commands.mirror.refreshRequests().catch(() => undefined);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [navigate]);
}
