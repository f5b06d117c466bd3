import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Problem } from "./bindings";
import { asProblem } from "./problem";
import { queryClient, refreshRequests, refreshSnapshot } from "./queries";

interface CommandOptions {
  /** Revalidates the queries that the command may have changed, after success and after failure. */
  refresh?: () => Promise<unknown>;
  /** Is called with the problem of each failed call, also after the component is gone. */
  onProblem?: (problem: Problem) => void;
  /** The last problem stays until a call succeeds; otherwise the next call clears it when it starts. */
  keepProblem?: boolean;
  /** Calls may overlap. Otherwise a call that is made while another runs is dropped. */
  parallel?: boolean;
}

const refreshDesk = () => Promise.all([refreshRequests(), refreshSnapshot()]);

/**
 * Runs the commands of one control: one call at a time, `busy` while it runs, and the `problem` of the last call for
 * the place of the control. `run` resolves after the refresh, to `undefined` where the call failed or was dropped.
 */
export function useCommand({ refresh = refreshDesk, onProblem, keepProblem, parallel }: CommandOptions = {}) {
  const [problem, setProblem] = useState<Problem>();
  // A second key may come before React renders the busy control.
  const running = useRef(0);
  const { mutateAsync, isPending, reset } = useMutation(
    // A call can hold a password or a PIN: the cache of mutations keeps none of them.
    { mutationFn: (call: () => Promise<void>) => call(), gcTime: 0 },
    queryClient,
  );

  async function run<T>(call: () => Promise<T>): Promise<T | undefined> {
    if (running.current > 0 && !parallel) return undefined;
    running.current += 1;
    if (!keepProblem) setProblem(undefined);
    let answer: T | undefined;
    try {
      await mutateAsync(async () => {
        answer = await call();
      });
      if (keepProblem) setProblem(undefined);
    } catch (reason) {
      const failed = asProblem(reason);
      setProblem(failed);
      onProblem?.(failed);
    } finally {
      running.current -= 1;
      if (running.current === 0) reset();
    }
    await refresh();
    return answer;
  }

  return { busy: isPending, problem, run, forget: () => setProblem(undefined) };
}

/** The state and the `run` of {@link useCommand}, for parts that share one control's command. */
export type Command = ReturnType<typeof useCommand>;
