import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { NotCopiedHost } from "../features/clipboard/NotCopiedHost";
import { useSnapshot } from "../state/snapshot";
import { Appearance } from "./Appearance";
import { useDeskEvents } from "./useDeskEvents";

// Messages never come in the first moment, and without them the first page is rendered sooner.
const Toasts = lazy(async () => {
  await drawn();
  return { default: (await import("../features/toasts/Toasts")).Toasts };
});

/** After the next frame. */
const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

/** Theme and messages around every page. */
export function Root() {
  const { preferences } = useSnapshot();
  useDeskEvents();
  return (
    <Appearance choice={preferences.theme}>
      <Outlet />
      <NotCopiedHost />
      <Suspense>
        <Toasts />
      </Suspense>
    </Appearance>
  );
}
