import { connectionOf, useSnapshot } from "../../../state/snapshot";

/** The user name for assignments: that of the session, or after signing out the last one. */
export function useCurrentUser(): string | null {
  const snapshot = useSnapshot();
  return snapshot.session?.user ?? connectionOf(snapshot)?.lastUser ?? null;
}
