import { useCallback, useLayoutEffect, useRef } from "react";

/** One function for all drawings, which calls the newest: what it is handed to need not be drawn again for it. */
export function useStableCallback<A extends unknown[], R>(call: (...given: A) => R): (...given: A) => R {
  const newest = useRef(call);
  useLayoutEffect(() => {
    newest.current = call;
  });
  return useCallback((...given: A) => newest.current(...given), []);
}
