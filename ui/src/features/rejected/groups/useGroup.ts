import { useEffect, useRef } from "react";
import type { RejectedGroup } from "../../../api/bindings";

/** The group that is shown: the wanted one, or where it is gone, the one that has taken its place. */
export function useGroup(groups: readonly RejectedGroup[], wanted: string | undefined): RejectedGroup | undefined {
  const last = useRef(0);
  const found = groups.findIndex(({ id }) => id === wanted);
  const place = found >= 0 ? found : wanted === undefined ? 0 : Math.min(last.current, groups.length - 1);
  useEffect(() => {
    last.current = Math.max(0, place);
  }, [place]);
  return groups[place];
}
