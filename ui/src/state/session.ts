import { commands, type Session } from "../api/bindings";
import { refreshSnapshot } from "../api/queries";
import { forgetSession } from "./snapshot";
import { createStore } from "./store";

/** The sign-in sheet was closed without signing in; it opens again when the session is next needed. */
export const sheetDismissed = createStore(false);

export const isSignedIn = (session: Session | null): session is Session => session?.state === "active";

export async function signOut(): Promise<void> {
  forgetSession();
  try {
    await commands.sessions.signOut();
  } finally {
    await refreshSnapshot();
  }
}

/** Minutes until the session ends, to the nearest one, or nothing where its end is not known. */
export function minutesLeft(session: Session, now: number): number | null {
  return session.ends === null ? null : Math.max(0, Math.round((session.ends - now) / 60_000));
}
