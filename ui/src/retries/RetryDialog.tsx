import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { takeBatch } from "../desk/batches";
import { commands, type RejectedSelection } from "../host/bindings";
import { asProblem } from "../host/problem";
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
export function RetryDialog({ selection, title, onClose }: RetryDialogProps) {
  const opened = useId();
  // What was chosen when it was opened: the page behind may read its rows again.
  const [chosen] = useState(selection);
  const plan = useQuery({
    queryKey: ["plan", opened],
    queryFn: async () => {
      const batch = takeBatch(await commands.planRetries(chosen));
      planned.set(new Map(planned.get()).set(batch.id, { selection: chosen, title }));
      return batch;
    },
    gcTime: 0,
  });
  if (plan.error) return <PlanFailed title={title} problem={asProblem(plan.error)} onClose={onClose} />;
  return <BatchDialog id={plan.data?.id} title={title} selection={chosen} onClose={onClose} />;
}
