import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { sheetDismissed } from "../desk/session";
import { connectionOf, signedInBefore, useSnapshot } from "../desk/snapshot";
import "../i18n/later";
import { OutboxHost } from "../outbox/OutboxHost";
import { PaletteHost } from "../palette/PaletteHost";
import { RetryHost } from "../retries/RetryHost";
import { ScannerHost } from "../scanner/ScannerHost";
import "../theme/later.css";
import { EnvBar } from "./EnvBar";
import { Nav } from "./Nav";
import { Notices } from "./Notices";
import { OnePersons } from "./OnePersons";
import style from "./Shell.module.css";
import { useShortcuts } from "./shortcuts";

const SignInSheet = lazy(async () => ({ default: (await import("../sign-in/SignInSheet")).SignInSheet }));

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
