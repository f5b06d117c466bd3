import { Outlet } from "@tanstack/react-router";
import { connectionOf, useSnapshot } from "../../state/snapshot";
import classes from "../app.module.css";
import { ConnectionBar } from "../navigation/ConnectionBar";
import { Notices } from "../notices/Notices";

/** The layout of the pages before the sign-in: no navigation. */
export function SignInLayout() {
  const snapshot = useSnapshot();
  return (
    <div className={classes.app} data-plain data-env={connectionOf(snapshot)?.kind}>
      <ConnectionBar />
      <main className={classes.main}>
        <Notices />
        <Outlet />
      </main>
    </div>
  );
}
