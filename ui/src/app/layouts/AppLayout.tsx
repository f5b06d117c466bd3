import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { queryClient } from "../../api/queries";
import { forgetOutlived } from "../../state/reloadMemory";
import { shortcutOf } from "../../state/shortcuts";
import { connectionOf, sheetDismissed, signedInBefore, useSnapshot } from "../../state/snapshot";
import "../../i18n/lazyNamespaces";
import { servicesQuery } from "../../features/lookups/queries";
import { OutboxHost } from "../../features/outbox/OutboxHost";
import { PaletteHost } from "../../features/palette/PaletteHost";
import { RetryHost } from "../../features/retries/RetryHost";
import { RowMenuHost } from "../../features/row-menu/RowMenuHost";
import { scanning } from "../../features/scanner/rhythm";
import { ScannerHost } from "../../features/scanner/ScannerHost";
import { SignOutHost } from "../../features/sign-in/SignOut";
import { useRunCommand } from "../../features/window-commands/useRunCommand";
import "../../theme/lazy.css";
import classes from "../app.module.css";
import { ConnectionBar } from "../navigation/ConnectionBar";
import { Navigation } from "../navigation/Navigation";
import { Notices } from "../notices/Notices";
import { useHistoryKeys } from "../useHistoryKeys";

const SignInSheet = lazy(async () => ({ default: (await import("../../features/sign-in/SignInSheet")).SignInSheet }));

/** The layout behind the sign-in: connection bar, navigation and page. */
export function AppLayout() {
  const snapshot = useSnapshot();
  const dismissed = sheetDismissed.use();
  useShortcuts();
  useServices();
  useHistoryKeys();
  const over = snapshot.session?.state !== "active" && signedInBefore();
  return (
    <div className={classes.app} data-env={connectionOf(snapshot)?.kind}>
      <ScannerHost />
      <ConnectionBar />
      <Navigation />
      <main className={classes.main}>
        <Notices />
        <Suspense>
          <PerUser>
            <Outlet />
          </PerUser>
        </Suspense>
      </main>
      <PaletteHost />
      <OutboxHost />
      <RowMenuHost />
      <RetryHost />
      <SignOutHost />
      {over && !dismissed && (
        <Suspense>
          <SignInSheet />
        </Suspense>
      )}
    </div>
  );
}

/** Reads the services after a sign-in, so that forms offer them at once. */
function useServices() {
  const { connection, session } = useSnapshot();
  const user = session?.state === "active" ? `${connection} ${session.user}` : undefined;
  useEffect(() => {
    if (user) void queryClient.prefetchQuery(servicesQuery);
  }, [user]);
}

/**
 * Keeps a page, with the text typed in it, for one user. It outlives the end of a session; where another user signs in
 * over it, a new page replaces it.
 */
function PerUser({ children }: { children: ReactNode }) {
  const { connection, session } = useSnapshot();
  const owner = session && [connection, session.organisation, session.unit, session.user.toLowerCase()].join("\n");
  const [before, setBefore] = useState(owner);
  const another = before !== null && owner !== null && owner !== before;
  useEffect(() => {
    if (another) {
      // The page is unmounted by now and has released its state.
      forgetOutlived();
      queryClient.removeQueries({ queryKey: ["form"] });
    }
    if (owner !== null) setBefore(owner);
  }, [another, owner]);
  return another ? null : children;
}

/**
 * Listens for the shortcuts of the window. There are none of single letters, so that a scanner never triggers one, and
 * none while a dialog waits for an answer.
 */
function useShortcuts() {
  const navigate = useNavigate();
  const run = useRunCommand();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event);
      if (!shortcut) return;
      event.preventDefault();
      // Some scanners end a code with a function key or a control character.
      if (document.querySelector('[aria-modal="true"]') || scanning(event.timeStamp)) return;
      if (shortcut.kind === "page") void navigate({ to: shortcut.to });
      if (shortcut.kind === "operation") {
        void navigate({ to: "/operations/$operationId", params: { operationId: shortcut.id } });
      }
      if (shortcut.kind === "command") run(shortcut.id);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [navigate, run]);
}
