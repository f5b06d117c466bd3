import { useSuspenseQuery } from "@tanstack/react-query";
import { type Connection, commands, type Preferences, type Session, type Snapshot } from "../api/bindings";
import { queryClient, refreshSnapshot, snapshotQuery, takeSnapshot } from "../api/queries";
import { createStore } from "./createStore";

/** The state that surrounds every page. It is loaded before the first page is rendered, so that it never waits. */
export function useSnapshot(): Snapshot {
  return useSuspenseQuery(snapshotQuery).data;
}

export const connectionOf = (snapshot: Snapshot): Connection | undefined =>
  snapshot.connections.find((connection) => connection.id === snapshot.connection);

export function useConnection(): Connection | undefined {
  return connectionOf(useSnapshot());
}

/** The name of the session's user, or after the session the last one's. */
export function useCurrentUser(): string | null {
  const snapshot = useSnapshot();
  return snapshot.session?.user ?? connectionOf(snapshot)?.lastUser ?? null;
}

let hadSession = false;

/** A session is there, or was there since the window opened and was not ended by signing out. */
export function signedInBefore(): boolean {
  hadSession ||= queryClient.getQueryData(snapshotQuery.queryKey)?.session != null;
  return hadSession;
}

/** After signing out or choosing another connection: pages start from the sign-in page again. */
export function forgetSession(): void {
  hadSession = false;
}

/** The sign-in sheet was closed without signing in; it opens again when the session is next needed. */
export const sheetDismissed = createStore(false);

export async function signOut(): Promise<void> {
  forgetSession();
  try {
    await commands.sessions.signOut();
  } finally {
    await refreshSnapshot();
  }
}

/** Minutes until the session ends, rounded, or `null` if its end is unknown. */
export function minutesLeft(session: Session, now: number): number | null {
  return session.ends === null ? null : Math.max(0, Math.round((session.ends - now) / 60_000));
}

/** Saves preferences. They show at once; if the save fails, the window returns to the saved ones. */
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

/** Chooses a connection. Colour and frame change at once; its session follows. */
export async function chooseConnection(id: string): Promise<Snapshot | undefined> {
  const before = queryClient.getQueryData(snapshotQuery.queryKey);
  forgetSession();
  if (before) takeSnapshot({ ...before, connection: id, session: null });
  try {
    const snapshot = await commands.app.selectConnection(id);
    takeSnapshot(snapshot);
    // An event that arrived before the answer may be newer.
    void refreshSnapshot();
    return snapshot;
  } catch {
    await refreshSnapshot();
    return undefined;
  }
}
