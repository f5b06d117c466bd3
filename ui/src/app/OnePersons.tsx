import { type ReactNode, useEffect, useState } from "react";
import { queryClient } from "../api/queries";
import { forgetOutlived } from "../state/outliving";
import { useSnapshot } from "../state/snapshot";

/**
 * Keeps a page, with the text typed in it, for one user. It outlives the end of a session; where another user signs in
 * over it, a new page replaces it.
 */
export function OnePersons({ children }: { children: ReactNode }) {
  const { connection, session } = useSnapshot();
  const whose = session && [connection, session.organisation, session.unit, session.user.toLowerCase()].join("\n");
  const [before, setBefore] = useState(whose);
  const another = before !== null && whose !== null && whose !== before;
  useEffect(() => {
    if (another) {
      // The page is unmounted by now and has released its state.
      forgetOutlived();
      queryClient.removeQueries({ queryKey: ["form"] });
    }
    if (whose !== null) setBefore(whose);
  }, [another, whose]);
  return another ? null : children;
}
