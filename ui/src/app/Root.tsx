import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useSnapshot } from "../desk/snapshot";
import { useDeskEvents } from "../desk/useDeskEvents";
import { commands } from "../host/bindings";
import { Appearance } from "../theme/Appearance";

const Toasts = lazy(async () => ({ default: (await import("../toasts/Toasts")).Toasts }));

/** Theme and messages round every page. */
export function Root() {
  const { preferences } = useSnapshot();
  useDeskEvents();
  useWindowReady();
  return (
    <Appearance choice={preferences.theme}>
      <Outlet />
      <Suspense>
        <Toasts />
      </Suspense>
    </Appearance>
  );
}

/**
 * The window stays hidden until the first page stands: no white flash. A hidden page is given no
 * animation frame, so this cannot wait for one.
 */
function useWindowReady() {
  useEffect(() => {
    setTimeout(() => void commands.windowReady());
  }, []);
}
