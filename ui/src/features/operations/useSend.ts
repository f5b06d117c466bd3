import { type RefObject, useState } from "react";
import { commands, type Problem, type RequestRow } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { refreshRequests } from "../../api/queries";
import { asksFirst } from "./fields/kinds";
import { LEAVES_AT } from "./leaving";
import type { OperationForm } from "./useOperationForm";
import { focusFirst, focusFirstOf } from "./walk";

interface Sending {
  form: OperationForm;
  element: RefObject<HTMLFormElement | null>;
  blocked: boolean;
  showOptions: () => void;
  isOption: (field: string) => boolean;
  onSent: (sent: RequestRow) => void;
  /** Key of the waiting request that the form changes. */
  edited: string | undefined;
  /** Key of the rejected request that the form retries. */
  retried: string | undefined;
}

/** From Ctrl+Enter to the outbox: check, ask where the operation asks first, hand over, clear for the next job. */
export function useSend({ form, element, blocked, showOptions, isOption, onSent, edited, retried }: Sending) {
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [attempted, setAttempted] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  /** After the next drawing: folded options, emptied fields and messages are then there. */
  const afterDrawing = (act: (form: HTMLFormElement) => void) =>
    requestAnimationFrame(() => element.current && act(element.current));

  async function run(act: () => Promise<void>) {
    if (busy || blocked) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await act();
    } catch (reason) {
      const told = asProblem(reason);
      // What is in the form now is another request, if somebody sends it once more.
      if (told.code === "alreadySent") form.renewKey();
      setProblem(told);
    } finally {
      setBusy(false);
    }
  }

  async function submit() {
    const { at } = form.leaving;
    const sent = await (edited !== undefined
      ? commands.outbox.replace(edited, form.draft, at)
      : form.handOver((whole) =>
          retried !== undefined
            ? commands.retries.retry(retried, whole)
            : at !== null
              ? commands.outbox.sendLater(whole, at)
              : commands.outbox.send(whole),
        ));
    void refreshRequests();
    if (edited !== undefined) {
      if (element.current) onSent(sent);
      return;
    }
    // The page was left meanwhile.
    if (!element.current) return;
    setAttempted(false);
    // Left now, so that the empty form is not one whose fields somebody passed over.
    // Only here: whoever has gone on to another form keeps the focus there.
    const left = document.activeElement;
    if (left instanceof HTMLElement && element.current?.contains(left)) left.blur();
    form.clear();
    onSent(sent);
    afterDrawing(focusFirst);
  }

  return {
    busy,
    asking,
    attempted,
    problem,
    start: () => {
      if (asking) return;
      void run(async () => {
        form.attempt();
        setAttempted(true);
        const { errors: faults } = await form.checkNow();
        const errors = [...faults, ...form.leaving.errors];
        if (errors.length > 0) {
          if (errors.some(({ field }) => field === LEAVES_AT || isOption(field))) showOptions();
          const names = errors.map(({ field, fault }) => (fault === "needsOneOf" ? (form.oneOf ?? field) : field));
          afterDrawing((drawn) => focusFirstOf(drawn, names));
        } else if (asksFirst(form.operation)) {
          setAsking(true);
        } else {
          await submit();
        }
      });
    },
    confirm: () => {
      setAsking(false);
      void run(submit);
    },
    keep: () => setAsking(false),
    forget: () => {
      setProblem(undefined);
      setAttempted(false);
    },
  };
}
