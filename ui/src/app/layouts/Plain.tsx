import { Outlet } from "@tanstack/react-router";
import { connectionOf, useSnapshot } from "../../state/snapshot";
import { EnvBar } from "../navigation/EnvBar";
import { Notices } from "../notices/Notices";
import classes from "./Shell.module.css";

/** The layout of the pages before the sign-in: no navigation. */
export function Plain() {
  const snapshot = useSnapshot();
  return (
    <div className={classes.app} data-plain data-env={connectionOf(snapshot)?.kind}>
      <EnvBar />
      <main className={classes.main}>
        <Notices />
        <Outlet />
      </main>
    </div>
  );
}
