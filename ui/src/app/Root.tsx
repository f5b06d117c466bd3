import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useSnapshot } from "../desk/snapshot";
import { useDeskEvents } from "../desk/useDeskEvents";
import { commands } from "../host/bindings";
import { Appearance, useScheme } from "../theme/Appearance";

const Toasts = lazy(async () => ({ default: (await import("../toasts/Toasts")).Toasts }));

/** Theme and messages round every page. */
export function Root() {
  const { preferences } = useSnapshot();
  useDeskEvents();
  useWindowReady(useScheme(preferences.theme));
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
function useWindowReady(scheme: "light" | "dark") {
  const first = useRef(scheme);
  useEffect(() => {
    setTimeout(() => void commands.windowReady(first.current === "dark"));
  }, []);
}
