import { type OperationId, operationAtKey } from "./catalogue";
import { type ListedPage, pageAtKey } from "./pages";
import { type Pressed, type WindowCommandId, windowCommandOf } from "./windowCommands";

type Shortcut =
  | { kind: "page"; to: ListedPage["path"] }
  | { kind: "operation"; id: OperationId }
  | { kind: "command"; id: WindowCommandId };

/**
 * Finds the shortcut of a key by its place on the keyboard, not by its letter: Greek and AZERTY layouts work the same.
 * Commands that work everywhere are handled around all pages, and are none of these.
 */
export function shortcutOf(pressed: Pressed): Shortcut | null {
  const windowCommand = windowCommandOf(pressed);
  if (windowCommand) return windowCommand.key?.everywhere ? null : { kind: "command", id: windowCommand.id };
  const { code, ctrlKey, metaKey, altKey, shiftKey } = pressed;
  const command = ctrlKey || metaKey;
  if (shiftKey) return null;
  if (command && !altKey) return toPage(pageAtKey("Ctrl", code));
  const page = altKey && !command ? pageAtKey("Alt", code) : undefined;
  if (page) return toPage(page);
  const operation = command ? undefined : operationAtKey(code, altKey);
  return operation ? { kind: "operation", id: operation.id } : null;
}

const toPage = (page: ListedPage | undefined): Shortcut | null => (page ? { kind: "page", to: page.path } : null);
