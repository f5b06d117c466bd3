import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useSnapshot } from "../desk/snapshot";
import { useDeskEvents } from "../desk/useDeskEvents";
import { Appearance } from "../theme/Appearance";

const Toasts = lazy(async () => ({ default: (await import("../toasts/Toasts")).Toasts }));

/** Theme and messages round every page. */
export function Root() {
  const { preferences } = useSnapshot();
  useDeskEvents();
  return (
    <Appearance choice={preferences.theme}>
      <Outlet />
      <Suspense>
        <Toasts />
      </Suspense>
    </Appearance>
  );
}
