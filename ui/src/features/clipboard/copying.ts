import { commands } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { createStore } from "../../state/store";

/** What could not be copied, to be copied by hand, and the system's words why. */
export const notCopied = createStore<{ text: string; why: string } | null>(null);

/**
 * Puts a text on the clipboard, by the desk: web views refuse pages theirs where a key is no "user gesture" any more.
 * Whether it is there was looked at; where it is not, a dialog says so and shows the text.
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
