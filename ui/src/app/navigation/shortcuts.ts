import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { commands } from "../../api/bindings";
import { outboxOpen } from "../../features/outbox/OutboxHost";
import { openPalette } from "../../features/palette/paletteState";
import { scanning } from "../../features/scanner/currentBurst";
import { type OperationId, operationAtKey } from "../../state/catalogue";
import { type ListedPage, pageAtKey } from "../pages";

type Pressed = Pick<KeyboardEvent, "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

type Shortcut =
  | { kind: "page"; to: ListedPage["path"] }
  | { kind: "operation"; id: OperationId }
  | { kind: "palette" }
  | { kind: "outbox" }
  | { kind: "refresh" };

/** Finds the shortcut of a key by its place on the keyboard, not by its letter: Greek and AZERTY layouts work the same. */
export function shortcutOf({ code, ctrlKey, metaKey, altKey, shiftKey }: Pressed): Shortcut | null {
  const command = ctrlKey || metaKey;
  if (shiftKey) return null;
  if (command && !altKey) {
    if (code === "KeyK") return { kind: "palette" };
    if (code === "KeyO") return { kind: "outbox" };
    if (code === "KeyR") return { kind: "refresh" };
    return toPage(pageAtKey("Ctrl", code));
  }
  const page = altKey && !command ? pageAtKey("Alt", code) : undefined;
  if (page) return toPage(page);
  const operation = command ? undefined : operationAtKey(code, altKey);
  return operation ? { kind: "operation", id: operation.id } : null;
}

const toPage = (page: ListedPage | undefined): Shortcut | null => (page ? { kind: "page", to: page.path } : null);

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
