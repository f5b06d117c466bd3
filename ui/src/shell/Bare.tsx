import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { sheetDismissed } from "../desk/session";
import { connectionOf, signedInBefore, useSnapshot } from "../desk/snapshot";
import { ScannerHost } from "../scanner/ScannerHost";
import { EnvBar } from "./EnvBar";
import { Notices } from "./Notices";
import style from "./Shell.module.css";

const SignInSheet = lazy(async () => ({ default: (await import("../sign-in/SignInSheet")).SignInSheet }));

/** Round the field mode: a screen of its own, without navigation and without the desk's shortcuts. */
export function Bare() {
  const snapshot = useSnapshot();
  const dismissed = sheetDismissed.use();
  const over = snapshot.session?.state !== "active" && signedInBefore();
  return (
    <div className={style.app} data-plain data-env={connectionOf(snapshot)?.kind}>
      <ScannerHost />
      <EnvBar />
      <main className={style.main}>
        <Notices />
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      {over && !dismissed && (
        <Suspense>
          <SignInSheet />
        </Suspense>
      )}
    </div>
  );
}
