import { commands, type Snapshot } from "../api/bindings";
import { queryClient, refreshSnapshot, snapshotQuery, takeSnapshot } from "../api/queries";
import { forgetSession } from "./snapshot";

/** Colour and frame change at once; the session, if the connection has one, follows. */
export async function chooseConnection(id: string): Promise<Snapshot | undefined> {
  const before = queryClient.getQueryData(snapshotQuery.queryKey);
  forgetSession();
  if (before) takeSnapshot({ ...before, connection: id, session: null });
  try {
    const snapshot = await commands.app.selectConnection(id);
    takeSnapshot(snapshot);
    // What an event told before the answer came may be newer.
    void refreshSnapshot();
    return snapshot;
  } catch {
    await refreshSnapshot();
    return undefined;
  }
}
