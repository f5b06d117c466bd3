import { useState } from "react";
import { commands, type Problem } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { refreshRequests } from "../../api/queries";
import { useStable } from "./table/useStable";

/** Reads the server's lists now. What is shown stays until something newer is there. */
export function useRefresh() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const start = useStable(async () => {
    if (busy) return;
    setBusy(true);
    try {
      await commands.mirror.refreshRequests();
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
