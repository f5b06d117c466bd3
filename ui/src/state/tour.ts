import { createStore } from "./createStore";
import { chooseConnection, savePreferences } from "./snapshot";

/** The built-in connection, in which nothing reaches a real customer. */
export const SANDBOX = "sandbox";

export type TourStep = "signIn" | "open" | "card" | "box" | "send" | "outcome" | "done";

/** The step that the tour shows; null while it is closed. */
export const tourStep = createStore<TourStep | null>(null);

/** Closes the offer or the tour for good; it is started again by hand alone. */
export function leaveTour() {
  tourStep.set(null);
  // If the preference cannot be saved, the next start offers the tour again.
  savePreferences({ tourSeen: true }).catch(() => undefined);
}

/** Starts the tour, and returns the page where it starts: home with a session in the sandbox, or the sign-in. */
export async function startTour({ inSandbox }: { inSandbox: boolean }) {
  savePreferences({ tourSeen: true }).catch(() => undefined);
  const signedIn = inSandbox || (await chooseConnection(SANDBOX))?.session?.state === "active";
  tourStep.set(signedIn ? "open" : "signIn");
  return signedIn ? "/home" : "/sign-in";
}
