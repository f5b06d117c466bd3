import { useEffect, useEffectEvent, useRef } from "react";
import { commands, type FormDraft, type RequestRow } from "../../api/bindings";
import { newKey } from "../../api/keys";
import { refreshField } from "../../api/queries";
import { useActing } from "../../api/useActing";
import { keyBefore, keyOf, underKey } from "../../state/openKeys";

/**
 * Hands a request of the field mode to the outbox; `undefined`: it was not taken, and `problem` says why. A page that was
 * loaded anew before it heard what became of a request at this `place` sends it under the same key, or learns that it is
 * there: `onSent`. What is sent for the same `hand` is one request: a key may come after the answer and before the page is
 * drawn again.
 */
export function useSending(place: string, onSent?: () => void) {
  const { busy, problem, run } = useActing();
  // Two keys may come before the page is drawn again.
  const under = useRef(false);
  const last = useRef<{ hand: object; key: string }>(undefined);
  const sentBefore = useEffectEvent(() => onSent?.());
  useEffect(() => {
    void keyBefore(place).then((before) => before?.sent && sentBefore());
  }, [place]);

  async function send(draft: FormDraft, job: string | null, hand: object): Promise<RequestRow | undefined> {
    if (under.current) return undefined;
    under.current = true;
    const key = last.current?.hand === hand ? last.current.key : (keyOf(place) ?? newKey());
    last.current = { hand, key };
    try {
      const sent = await run(() => underKey(place, key, () => commands.field.sendInField({ key, draft }, job)));
      if (sent) await refreshField();
      return sent;
    } finally {
      under.current = false;
    }
  }
  return { busy, problem, send };
}
