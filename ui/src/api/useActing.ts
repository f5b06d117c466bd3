import { useState } from "react";
import type { Problem } from "./bindings";
import { asProblem } from "./problem";
import { refreshRequests, refreshSnapshot } from "./queries";

/** Runs what the desk does on a button, one at a time, and keeps what went wrong for the place of the button. */
export function useActing() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  async function run<T>(act: () => Promise<T>): Promise<T | undefined> {
    if (busy) return undefined;
    setBusy(true);
    setProblem(undefined);
    try {
      return await act();
    } catch (reason) {
      setProblem(asProblem(reason));
      return undefined;
    } finally {
      setBusy(false);
      await Promise.all([refreshRequests(), refreshSnapshot()]);
    }
  }
  return { busy, problem, run };
}

export type Acting = ReturnType<typeof useActing>;
