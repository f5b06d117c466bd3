import { connectionOf, useSnapshot } from "../../../state/snapshot";

/** By what name things are assigned to whoever works here; after signing out, to who did last. */
export function useCurrentUser(): string | null {
  const snapshot = useSnapshot();
  return snapshot.session?.user ?? connectionOf(snapshot)?.lastUser ?? null;
}
