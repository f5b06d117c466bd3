import "../../i18n/later";
import "../../theme/later.css";
import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { OutboxHost } from "../../features/outbox/OutboxHost";
import { PaletteHost } from "../../features/palette/PaletteHost";
import { RetryHost } from "../../features/retries/openRetryForm";
import { ScannerHost } from "../../features/scanner/ScannerHost";
import { sheetDismissed } from "../../state/session";
import { connectionOf, signedInBefore, useSnapshot } from "../../state/snapshot";
import { EnvBar } from "../navigation/EnvBar";
import { Nav } from "../navigation/Nav";
import { useShortcuts } from "../navigation/shortcuts";
import { Notices } from "../notices/Notices";
import { OnePersons } from "../OnePersons";
import style from "./Shell.module.css";

const SignInSheet = lazy(async () => ({ default: (await import("../../features/sign-in/SignInSheet")).SignInSheet }));

/** The environment bar, the navigation and the page. */
export function Shell() {
  const snapshot = useSnapshot();
  const dismissed = sheetDismissed.use();
  useShortcuts();
  const over = snapshot.session?.state !== "active" && signedInBefore();
  return (
    <div className={style.app} data-env={connectionOf(snapshot)?.kind}>
      <ScannerHost />
      <EnvBar />
      <Nav />
      <main className={style.main}>
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
