import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useLayoutEffect } from "react";
import { connectionOf, sheetDismissed, signedInBefore, useSnapshot } from "../../state/snapshot";
import "../../features/field/field.css";
import { DecisionSheetHost } from "../../features/field/DecisionSheetHost";
import "../../i18n/lazyNamespaces";
import { ScannerHost } from "../../features/scanner/ScannerHost";
import "../../theme/lazy.css";
import classes from "../app.module.css";
import { ConnectionBar } from "../navigation/ConnectionBar";
import { Notices } from "../notices/Notices";
import { useHistoryKeys } from "../useHistoryKeys";

const SignInSheet = lazy(async () => ({ default: (await import("../../features/sign-in/SignInSheet")).SignInSheet }));

/** The layout of the field mode: without navigation and without the shortcuts of the desk. */
export function FieldLayout() {
  const snapshot = useSnapshot();
  const dismissed = sheetDismissed.use();
  useHistoryKeys();
  // On the root element, because dialogs are rendered beside the page.
  useLayoutEffect(() => {
    document.documentElement.dataset.field = "";
    return () => {
      delete document.documentElement.dataset.field;
    };
  }, []);
  const over = snapshot.session?.state !== "active" && signedInBefore();
  return (
    <div className={classes.app} data-plain data-env={connectionOf(snapshot)?.kind}>
      <ScannerHost />
      <ConnectionBar />
      <main className={classes.main}>
        <Notices networkToo={false} />
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <DecisionSheetHost />
      {over && !dismissed && (
        <Suspense>
          <SignInSheet />
        </Suspense>
      )}
    </div>
  );
}
