import { useEffect, useState } from "react";
import { copyText } from "../state/clipboard";

const SHOWN_MS = 1500;

/** Copies a text. `copied` is true for a moment afterwards. */
export function useCopied() {
  const [copied, setCopied] = useState(0);
  useEffect(() => {
    if (copied === 0) return;
    const timer = setTimeout(() => setCopied(0), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (text: string) => {
    const done = await copyText(text);
    setCopied((count) => (done ? count + 1 : 0));
    return done;
  };
  return { copied: copied > 0, copy: (text: string) => void copy(text) };
}
