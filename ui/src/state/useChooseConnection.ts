import { useNavigate } from "@tanstack/react-router";
import { chooseConnection } from "./snapshot";

/** Chooses a connection behind the sign-in. It may have a session of its own; without one the sign-in page is next. */
export function useChooseConnection(): (id: string) => Promise<void> {
  const navigate = useNavigate();
  return async (id) => {
    const next = await chooseConnection(id);
    if (next?.session === null) await navigate({ to: "/sign-in" });
  };
}
