import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { commands } from "../../api/bindings";
import { filledForms } from "../../state/filledForms";
import {
  areNone,
  canInstall,
  restartWanted,
  takeBlockers,
  takeUpdates,
  updatesQuery,
  useRestartBlockers,
} from "./updates";

/** Downloads the version that the user wants, and installs it once no work is interrupted by the restart. */
export function UpdateHost() {
  const wanted = restartWanted.use();
  const { data: updates } = useQuery({ ...updatesQuery, enabled: wanted });
  const blockers = useRestartBlockers();
  const filled = filledForms.use();
  const working = useRef(false);
  const stage = updates?.stage;
  const possible = updates !== undefined && canInstall(updates);
  const free = blockers !== undefined && areNone(blockers) && filled === 0;
  useEffect(() => {
    if (!wanted || stage === undefined || working.current) return;
    const run = async (act: () => Promise<unknown>) => {
      working.current = true;
      try {
        await act();
      } catch {
        restartWanted.set(false);
      } finally {
        working.current = false;
      }
    };
    if (!possible) restartWanted.set(false);
    else if (stage === "idle") {
      void run(async () => {
        const after = await commands.updates.downloadUpdate();
        takeUpdates(after);
        // The fault stands in the settings.
        if (after.stage !== "ready") restartWanted.set(false);
      });
    } else if (stage === "ready" && free) void run(async () => takeBlockers(await commands.updates.installUpdate()));
  }, [wanted, stage, possible, free]);
  return null;
}
