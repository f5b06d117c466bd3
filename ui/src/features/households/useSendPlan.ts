import { type KeyboardEvent, useMemo } from "react";
import { commands, type HouseholdPlan, type Sequence } from "../../api/bindings";
import { newKey } from "../../api/newKey";
import { useCommand } from "../../api/useCommand";
import { refreshHouseholds } from "./queries";

/** Sends the requests of a plan in one commit. A repeated call is the same commit as long as the plan stays the same. */
export function useSendPlan(plan: HouseholdPlan | undefined, onSent: (sequence: Sequence) => void) {
  const command = useCommand({ refresh: refreshHouseholds });
  const drafts = plan?.requests.map(({ draft }) => draft) ?? [];
  const content = JSON.stringify(drafts);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other requests are another commit
  const key = useMemo(newKey, [content]);
  const ready =
    plan !== undefined &&
    drafts.length > 0 &&
    plan.problems.length === 0 &&
    plan.requests.every(({ problems }) => problems.length === 0);
  return {
    command,
    ready,
    send() {
      if (ready) void command.run(async () => onSent(await commands.outbox.sendSequence(key, drafts)));
    },
  };
}

/** Calls `send` for Ctrl+Enter, but not while the key that opened the dialog is still held down. */
export const onSendKey = (send: () => void) => (event: KeyboardEvent) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat) send();
};
