import { commands, type Preferences } from "../api/bindings";
import { queryClient, refreshSnapshot, snapshotQuery } from "../api/queries";

/** Saves preferences. They show at once; if the save fails, the window returns to the saved ones. */
export async function savePreferences(change: Partial<Preferences>): Promise<void> {
  const snapshot = queryClient.getQueryData(snapshotQuery.queryKey);
  if (!snapshot) return;
  const preferences = { ...snapshot.preferences, ...change };
  queryClient.setQueryData(snapshotQuery.queryKey, { ...snapshot, preferences });
  try {
    await commands.savePreferences(preferences);
  } finally {
    await refreshSnapshot();
  }
}
