import { useState } from "react";
import { refreshRequests } from "../desk/queries";
import { commands, type Problem } from "../host/bindings";
import { asProblem } from "../host/problem";
import { useStable } from "./useStable";

/** Reads the server's lists now. What is shown stays until something newer is there. */
export function useRefresh() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const start = useStable(async () => {
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
