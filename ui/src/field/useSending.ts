import { useRef } from "react";
import { refreshField } from "../desk/queries";
import { useActing } from "../desk/useActing";
import { commands, type FormDraft, type RequestRow } from "../host/bindings";

/** Hands a request of the field mode to the outbox; `undefined`: it was not taken, and `problem` says why. */
export function useSending() {
  const { busy, problem, run } = useActing();
  // Two keys may come before the page is drawn again.
  const under = useRef(false);
  async function send(draft: FormDraft, job: string | null): Promise<RequestRow | undefined> {
    if (under.current) return undefined;
    under.current = true;
    try {
      const sent = await run(() => commands.sendInField(draft, job));
      if (sent) await refreshField();
      return sent;
    } finally {
      under.current = false;
    }
  }
  return { busy, problem, send };
}
