import { commands, type Preferences } from "../api/bindings";
import { queryClient, refreshSnapshot, snapshotQuery } from "../api/queries";

/** Shown at once; if it could not be written, the window goes back to what is. */
export async function savePreferences(change: Partial<Preferences>): Promise<void> {
  const snapshot = queryClient.getQueryData(snapshotQuery.queryKey);
  if (!snapshot) return;
  const preferences = { ...snapshot.preferences, ...change };
  queryClient.setQueryData(snapshotQuery.queryKey, { ...snapshot, preferences });
  try {
    await commands.app.savePreferences(preferences);
  } finally {
    await refreshSnapshot();
  }
}
