import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { useSnapshot } from "../desk/snapshot";
import { commands } from "../host/bindings";
import { Appearance } from "../theme/Appearance";

/** Theme and messages round every page. */
export function Root() {
  const { preferences } = useSnapshot();
  useWindowReady();
  return (
    <Appearance choice={preferences.theme}>
      <Outlet />
    </Appearance>
  );
}

/** The window stays hidden until something was painted: no white flash. */
function useWindowReady() {
  useEffect(() => {
    requestAnimationFrame(() => requestAnimationFrame(() => void commands.windowReady()));
  }, []);
}
