import { useEffect, useState } from "react";
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
    await commands.copy(text);
    return true;
  } catch (reason) {
    notCopied.set({ text, why: asProblem(reason).message });
    return false;
  }
}

const COPIED_SHOWN_MS = 1500;

/** Copies, and says for a moment that it was done. */
export function useCopied() {
  const [copied, setCopied] = useState(0);
  useEffect(() => {
    if (copied === 0) return;
    const timer = setTimeout(() => setCopied(0), COPIED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (text: string) => {
    const done = await copyText(text);
    setCopied((count) => (done ? count + 1 : 0));
    return done;
  };
  return { copied: copied > 0, copy: (text: string) => void copy(text) };
}
