import { type RefObject, useState } from "react";
import { flushSync } from "react-dom";
import { commands, type RequestRow } from "../../api/bindings";
import { refreshRequests } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { focusFirst, focusFirstOf } from "./focusOrder";
import { LEAVES_AT } from "./scheduledSend";
import type { FormState } from "./useOperationForm";

interface Sending {
  form: FormState;
  element: RefObject<HTMLFormElement | null>;
  blocked: boolean;
  showOptions: () => void;
  isOption: (field: string) => boolean;
  /** `from` is the input that had the focus. */
  onSent: (sent: RequestRow, from: string) => void;
  /** Key of the waiting request that the form edits. */
  edited: string | undefined;
  /** Key of the rejected request that the form retries. */
  retried: string | undefined;
}

/**
 * Validates the form, asks for confirmation where the operation requires it, hands the request to the outbox and
 * clears the form for the next one.
 */
export function useSend({ form, element, blocked, showOptions, isOption, onSent, edited, retried }: Sending) {
  const [asking, setAsking] = useState(false);
  const [attempted, setAttempted] = useState(false);
  const { busy, problem, run, forget } = useCommand({
    refresh: null,
    onProblem: ({ code }) => {
      // The content of the form is another request: the next attempt to send it needs a new key.
      if (code === "alreadySent") form.renewKey();
    },
  });

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
      if (element.current) onSent(sent, "");
      return;
    }
    // The user has left the page meanwhile.
    if (!element.current) return;
    // The focused input is blurred now, so that it does not count as a touched field of the emptied form. Only inside
    // this form: the focus of another form stays where it is.
    const left = document.activeElement;
    if (left instanceof HTMLElement && element.current?.contains(left)) left.blur();
    flushSync(() => {
      setAttempted(false);
      form.clear();
      onSent(sent, left?.getAttribute("name") ?? "");
    });
    // Not a frame later: the first key of the next request would get lost.
    focusFirst(element.current);
  }

  return {
    busy,
    asking,
    attempted,
    problem,
    start: () => {
      if (asking || blocked) return;
      void run(async () => {
        form.attempt();
        setAttempted(true);
        const { errors: faults } = await form.checkNow();
        const errors = [...faults, ...form.leaving.errors];
        if (errors.length > 0) {
          if (errors.some(({ field }) => field === LEAVES_AT || isOption(field))) flushSync(showOptions);
          const names = errors.map(({ field, fault }) => (fault === "needsOneOf" ? (form.oneOf ?? field) : field));
          if (element.current) focusFirstOf(element.current, names);
        } else if (form.operation.confirmation) {
          setAsking(true);
        } else {
          await submit();
        }
      });
    },
    confirm: () => {
      setAsking(false);
      if (!blocked) void run(submit);
    },
    keep: () => setAsking(false),
    forget: () => {
      forget();
      setAttempted(false);
    },
  };
}
