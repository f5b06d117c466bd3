import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { connectionOf, sheetDismissed, signedInBefore, useSnapshot } from "../../state/snapshot";
import "../../i18n/lazyNamespaces";
import { OutboxHost } from "../../features/outbox/OutboxHost";
import { PaletteHost } from "../../features/palette/PaletteHost";
import { RetryHost } from "../../features/retries/openRetryForm";
import { ScannerHost } from "../../features/scanner/ScannerHost";
import "../../theme/lazy.css";
import { ConnectionBar } from "../navigation/ConnectionBar";
import { Navigation } from "../navigation/Navigation";
import { useShortcuts } from "../navigation/useShortcuts";
import { Notices } from "../notices/Notices";
import { OnePersons } from "../OnePersons";
import classes from "./AppLayout.module.css";

const SignInSheet = lazy(async () => ({ default: (await import("../../features/sign-in/SignInSheet")).SignInSheet }));

/** The layout behind the sign-in: connection bar, navigation and page. */
export function AppLayout() {
  const snapshot = useSnapshot();
  const dismissed = sheetDismissed.use();
  useShortcuts();
  const over = snapshot.session?.state !== "active" && signedInBefore();
  return (
    <div className={classes.app} data-env={connectionOf(snapshot)?.kind}>
      <ScannerHost />
      <ConnectionBar />
      <Navigation />
      <main className={classes.main}>
        <Notices />
        <Suspense>
          <OnePersons>
            <Outlet />
          </OnePersons>
        </Suspense>
      </main>
      <PaletteHost />
      <OutboxHost />
      <RetryHost />
      {over && !dismissed && (
        <Suspense>
          <SignInSheet />
        </Suspense>
      )}
    </div>
  );
}
