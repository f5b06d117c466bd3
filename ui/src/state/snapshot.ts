import { useSuspenseQuery } from "@tanstack/react-query";
import type { Connection, Snapshot } from "../api/bindings";
import { queryClient, snapshotQuery } from "../api/queries";

/** The state that surrounds every page. It is loaded before the first page is rendered, so that it never waits. */
export function useSnapshot(): Snapshot {
  return useSuspenseQuery(snapshotQuery).data;
}

export const connectionOf = (snapshot: Snapshot): Connection | undefined =>
  snapshot.connections.find((connection) => connection.id === snapshot.connection);

export function useConnection(): Connection | undefined {
  return connectionOf(useSnapshot());
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
