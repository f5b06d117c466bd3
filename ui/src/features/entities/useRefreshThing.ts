import { useState } from "react";
import { commands, type Problem, type ThingRef } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { queryClient } from "../../api/queries";
import { useStable } from "../requests/table/useStable";
import { thingQuery } from "./queries";

/** Asks the server for the thing now. What is shown stays until something newer is there. */
export function useRefreshThing(of: ThingRef) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const start = useStable(async () => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      queryClient.setQueryData(thingQuery(of).queryKey, await commands.entities.refreshThing(of));
    } catch (reason) {
      setProblem(asProblem(reason));
    } finally {
      setBusy(false);
    }
  });
  return { busy, problem, start: () => void start() };
}

export type Refreshing = ReturnType<typeof useRefreshThing>;
