import { useSyncExternalStore } from "react";

/** A value that several places of the window share and that no command knows. */
export function createStore<T>(initial: T) {
  let value = initial;
  const watchers = new Set<() => void>();
  const watch = (told: () => void) => {
    watchers.add(told);
    return () => watchers.delete(told);
  };
  return {
    get: () => value,
    set: (next: T) => {
      value = next;
      for (const told of watchers) told();
    },
    use: () => useSyncExternalStore(watch, () => value),
  };
}
