import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { commands } from "../../api/bindings";
import { outboxOpen } from "../../features/outbox/outbox";
import { openPalette } from "../../features/palette/palette";
import { scanning } from "../../features/scanner/scanning";
import type { OperationId } from "../../state/catalogue";

/** Function keys by job, as on the home page. F6 and F10 to F12 keep their usual meaning, F5 has none. */
export const jobKeys: Record<string, OperationId> = {
  F2: "conax.create-pairing",
  F3: "nagra.unpair",
  F4: "conax.add-service",
  F7: "conax.cancel-service",
  F8: "conax.reset-pin",
  F9: "conax.add-to-pairing",
};

/** Jobs without a tile, with Alt: by the key's place too. */
export const altJobKeys: Record<string, OperationId> = {
  KeyY: "provisioning.resync",
};

/** What to press for a job, as key caps say it. */
export function keysOf(id: OperationId): string | undefined {
  const of = (keys: Record<string, OperationId>) => Object.entries(keys).find(([, job]) => job === id)?.[0];
  const letter = of(altJobKeys);
  return of(jobKeys) ?? (letter && `Alt+${letter.replace("Key", "")}`);
}

type Pressed = Pick<KeyboardEvent, "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

export type Shortcut =
  | { kind: "page"; to: "/home" | "/requests" | "/rejected" | "/things" | "/field" | "/settings" }
  | { kind: "operation"; id: OperationId }
  | { kind: "palette" }
  | { kind: "outbox" }
  | { kind: "refresh" };

/** By the key's place on the keyboard, not its letter: Greek and AZERTY layouts work the same. */
export function shortcutOf({ code, ctrlKey, metaKey, altKey, shiftKey }: Pressed): Shortcut | null {
  const command = ctrlKey || metaKey;
  if (shiftKey) return null;
  if (command && !altKey) {
    if (code === "KeyK") return { kind: "palette" };
    if (code === "KeyO") return { kind: "outbox" };
    if (code === "KeyR") return { kind: "refresh" };
    if (code === "Comma") return { kind: "page", to: "/settings" };
    return null;
  }
  if (altKey && !command) {
    if (code === "Digit1") return { kind: "page", to: "/home" };
    if (code === "Digit2") return { kind: "page", to: "/requests" };
    if (code === "Digit3") return { kind: "page", to: "/rejected" };
    if (code === "Digit4") return { kind: "page", to: "/things" };
    if (code === "Digit6") return { kind: "page", to: "/field" };
  }
  const job = command ? undefined : (altKey ? altJobKeys : jobKeys)[code];
  return job ? { kind: "operation", id: job } : null;
}

/** No single letters, so that a scanner can never trigger one; and none while a dialog waits for an answer. */
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
