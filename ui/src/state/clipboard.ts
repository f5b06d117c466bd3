import { commands } from "../api/bindings";
import { asProblem } from "../api/problem";
import { createStore } from "./createStore";

/** The text that was not copied, for copying by hand, with the system's reason. */
export const notCopied = createStore<{ text: string; why: string } | null>(null);

/**
 * Puts a text on the clipboard through the desk: web views refuse theirs where a key press no longer counts as a user
 * gesture. The desk verifies the clipboard; where the text is not on it, a dialog shows the text.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await commands.window.copy(text);
    return true;
  } catch (reason) {
    notCopied.set({ text, why: asProblem(reason).message });
    return false;
  }
}
