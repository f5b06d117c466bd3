import { Outlet } from "@tanstack/react-router";
export function Plain() {
  return <Outlet />;
}
