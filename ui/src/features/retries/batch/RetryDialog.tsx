import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { commands, type RejectedSelection } from "../../../api/bindings";
import { newKey } from "../../../api/keys";
import { asProblem } from "../../../api/problem";
import { takeBatch } from "../../../state/batches";
import { BatchDialog } from "./BatchDialog";
import { PlanFailed } from "./PlanFailed";
import { planned } from "./planned";

interface RetryDialogProps {
  selection: RejectedSelection;
  /** What is retried, in words: the title of its group. */
  title: string;
  onClose: () => void;
}

/** Many retries: what can be sent, then three, then the rest. Closing it leaves them running. */
export function RetryDialog({ onClose, ...asked }: RetryDialogProps) {
  const opened = useId();
  const [id] = useState(newKey);
  // As it was when it was opened: the page behind reads its rows again, and goes on to another group when this one is empty.
  const [{ selection: chosen, title }] = useState(asked);
  const plan = useQuery({
    queryKey: ["plan", opened],
    queryFn: async () => {
      const batch = takeBatch(await commands.retries.planRetries(id, chosen));
      planned.set(new Map(planned.get()).set(batch.id, { selection: chosen, title }));
      return batch;
    },
    gcTime: 0,
  });
  if (plan.error) return <PlanFailed title={title} problem={asProblem(plan.error)} onClose={onClose} />;
  return <BatchDialog id={plan.data?.id} title={title} selection={chosen} onClose={onClose} />;
}
