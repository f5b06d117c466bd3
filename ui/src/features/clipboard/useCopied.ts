import { useEffect, useState } from "react";
import { copyText } from "./copying";

const SAID = 1500;

/** Copies, and says for a moment that it was done. */
export function useCopied() {
  const [copied, setCopied] = useState(0);
  useEffect(() => {
    if (copied === 0) return;
    const timer = setTimeout(() => setCopied(0), SAID);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (text: string) => {
    const done = await copyText(text);
    setCopied((count) => (done ? count + 1 : 0));
    return done;
  };
  return { copied: copied > 0, copy: (text: string) => void copy(text) };
}
