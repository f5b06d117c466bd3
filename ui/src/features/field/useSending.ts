import { useEffect, useEffectEvent, useRef } from "react";
import { commands, type FormDraft, type RequestRow } from "../../api/bindings";
import { newKey } from "../../api/newKey";
import { refreshField } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { keyBefore, keyOf, underKey } from "../../state/idempotencyKeys";

/**
 * Hands a request of the field mode to the outbox; on `undefined` it was not accepted, and `problem` says why. After
 * a reload that came before the answer, a request at the same `place` is sent under the same key, or `onSent` reports
 * that it was sent already. Requests for the same `hand` are one request: a key may be pressed after the answer and
 * before the page renders again.
 */
export function useSending(place: string, onSent?: () => void) {
  const { busy, problem, run } = useCommand();
  // A second key may be pressed before the page renders again.
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
