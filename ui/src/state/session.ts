import { commands, type Session } from "../api/bindings";
import { refreshSnapshot } from "../api/queries";
import { forgetSession } from "./snapshot";
import { createStore } from "./store";

/** The sign-in sheet was closed without signing in; it opens again when the session is next needed. */
export const sheetDismissed = createStore(false);

export async function signOut(): Promise<void> {
  forgetSession();
  try {
    await commands.signOut();
  } finally {
    await refreshSnapshot();
  }
}

/** Minutes until the session ends, rounded, or `null` if its end is unknown. */
export function minutesLeft(session: Session, now: number): number | null {
  return session.ends === null ? null : Math.max(0, Math.round((session.ends - now) / 60_000));
}
