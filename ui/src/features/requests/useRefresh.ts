import { useState } from "react";
import { commands, type Problem } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { refreshRequests } from "../../api/queries";
import { useStableCallback } from "../../components/useStableCallback";

/** Reads the server's lists now. What is shown stays until something newer is there. */
export function useRefresh() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const start = useStableCallback(async () => {
    if (busy) return;
    setBusy(true);
    try {
      await commands.refreshRequests();
      setProblem(undefined);
    } catch (reason) {
      setProblem(asProblem(reason));
    } finally {
      setBusy(false);
    }
    await refreshRequests();
  });
  return { busy, problem, start };
}
