import { commands, type Snapshot } from "../api/bindings";
import { queryClient, refreshSnapshot, snapshotQuery, takeSnapshot } from "../api/queries";
import { forgetSession } from "./snapshot";

/** Chooses a connection. Colour and frame change at once; its session follows. */
export async function chooseConnection(id: string): Promise<Snapshot | undefined> {
  const before = queryClient.getQueryData(snapshotQuery.queryKey);
  forgetSession();
  if (before) takeSnapshot({ ...before, connection: id, session: null });
  try {
    const snapshot = await commands.selectConnection(id);
    takeSnapshot(snapshot);
    // An event that arrived before the answer may be newer.
    void refreshSnapshot();
    return snapshot;
  } catch {
    await refreshSnapshot();
    return undefined;
  }
}
