import { useEffect, useState } from "react";
import { commands, type RejectedGroup } from "../../api/bindings";

/** Shorter is passing by on the way to another group. */
const LOOKED_AT = 1500;

/** Has the desk keep that somebody looked at the group; how many were new to them stays to be read meanwhile. */
export function useLooked({ id, fresh }: Pick<RejectedGroup, "id" | "fresh">): number {
  const [seen, setSeen] = useState({ id, fresh });
  // New ones that come while it is open are counted with those that were there.
  const shown = seen.id === id ? Math.max(seen.fresh, fresh) : fresh;
  if (seen.id !== id || seen.fresh !== shown) setSeen({ id, fresh: shown });
  useEffect(() => {
    if (fresh === 0) return;
    const timer = setTimeout(() => {
      // Not kept: they are new the next time too.
      commands.rejected.lookAtGroup(id).catch(() => undefined);
    }, LOOKED_AT);
    return () => clearTimeout(timer);
  }, [id, fresh]);
  return shown;
}
