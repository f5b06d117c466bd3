import { useMemo } from "react";
import type { RequestFilter } from "../api/bindings";
import { useCurrentUser } from "./snapshot";

/** Filter of the user's own requests that this desk sent. Several people may work at one computer. */
export function useOwnRequests(): Pick<RequestFilter, "mine" | "users"> {
  const user = useCurrentUser();
  return useMemo(() => ({ mine: true, users: user === null ? [] : [user] }), [user]);
}
