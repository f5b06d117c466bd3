import { type ReactNode, useEffect, useState } from "react";
import { queryClient } from "../api/queries";
import { forgetOutlived } from "../state/outliving";
import { useSnapshot } from "../state/snapshot";

/**
 * A page with whatever is typed in it is one person's. It outlives a session that ends; where somebody else signs in over
 * it then, a new one takes its place.
 */
export function OnePersons({ children }: { children: ReactNode }) {
  const { connection, session } = useSnapshot();
  const whose = session && [connection, session.organisation, session.unit, session.user.toLowerCase()].join("\n");
  const [before, setBefore] = useState(whose);
  const another = before !== null && whose !== null && whose !== before;
  useEffect(() => {
    if (another) {
      // The page is gone by now, and has put down what it held.
      forgetOutlived();
      queryClient.removeQueries({ queryKey: ["form"] });
    }
    if (whose !== null) setBefore(whose);
  }, [another, whose]);
  return another ? null : children;
}
