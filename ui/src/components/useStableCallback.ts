import { useCallback, useLayoutEffect, useRef } from "react";

/** Wraps a callback in a function with a stable identity, so that memoised components are not rendered again for it. */
export function useStableCallback<A extends unknown[], R>(call: (...given: A) => R): (...given: A) => R {
  const newest = useRef(call);
  useLayoutEffect(() => {
    newest.current = call;
  });
  return useCallback((...given: A) => newest.current(...given), []);
}
