import { queryOptions, useQuery } from "@tanstack/react-query";
import { commands, type RestartBlockers, type UpdatesView } from "../../api/bindings";
import { queryClient } from "../../api/queries";
import { createStore } from "../../state/createStore";

export const updatesQuery = queryOptions({ queryKey: ["updates"], queryFn: () => commands.updates.updates() });

export const takeUpdates = (updates: UpdatesView) => queryClient.setQueryData(updatesQuery.queryKey, updates);

/** The user wants the new version, as soon as nothing is interrupted by a restart. */
export const restartWanted = createStore(false);

const BLOCKERS_KEY = ["restartBlockers"];
const BLOCKERS_INTERVAL_MS = 1000;

/** The work that a restart would interrupt, as long as a restart is wanted. */
export function useRestartBlockers(): RestartBlockers | undefined {
  const wanted = restartWanted.use();
  const { data } = useQuery({
    queryKey: BLOCKERS_KEY,
    queryFn: () => commands.app.restartBlockers(),
    refetchInterval: BLOCKERS_INTERVAL_MS,
    enabled: wanted,
    gcTime: 0,
  });
  return wanted ? data : undefined;
}

/** Takes the work that kept the desk from restarting after all. */
export const takeBlockers = (blockers: RestartBlockers) => queryClient.setQueryData(BLOCKERS_KEY, blockers);

export const areNone = ({ onTheWire, withPin, batches }: RestartBlockers) => onTheWire + withPin + batches === 0;

/** Whether a version is offered that this desk installs itself. */
export const canInstall = ({ found }: UpdatesView) => found?.verdict === "offered" && found.byItself;

/** Whether there is a new version to tell of. */
export const isOffered = ({ found }: UpdatesView) => found?.verdict === "offered";
