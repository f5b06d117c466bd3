import { type OperationId, operationAtKey } from "./catalogue";
import { type ListedPage, pageAtKey } from "./pages";

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
