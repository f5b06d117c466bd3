import { useEffect, useState } from "react";
import { commands } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { createStore } from "../../state/createStore";

/** The text that could not be copied, and the system's error message. */
export const notCopied = createStore<{ text: string; why: string } | null>(null);

/**
 * Copies a text through the desk: web views refuse the clipboard to pages when a key press no longer counts as a user
 * gesture. The desk verifies the result; on failure a dialog shows the text.
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

/** Copies a text, and reports success for `COPIED_SHOWN_MS`. */
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
