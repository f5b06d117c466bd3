import { useEffect, useRef, useState } from "react";
import { commands, type Form } from "../../api/bindings";

const PAUSE = 400;

/**
 * Keeps what is typed on this computer, a moment after the last change and at once when the form goes
 * away. `form` has no PIN; no values at all make the desk forget. Tells when it was kept last.
 */
export function useKeptForm(form: Form, changed: boolean): number | undefined {
  const [kept, setKept] = useState<number>();
  const content = JSON.stringify(form);
  const waiting = useRef<string>(undefined);

  useEffect(() => {
    if (!changed) return;
    waiting.current = content;
    const timer = setTimeout(() => {
      waiting.current = undefined;
      const given: Form = JSON.parse(content);
      commands.outbox.keepForm(given).then(
        () => setKept(Object.keys(given.draft.values).length > 0 ? Date.now() : undefined),
        // The form itself is still there; only a restart would lose it.
        () => setKept(undefined),
      );
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [content, changed]);

  useEffect(
    () => () => {
      if (waiting.current) commands.outbox.keepForm(JSON.parse(waiting.current)).catch(() => undefined);
    },
    [],
  );
  return kept;
}
