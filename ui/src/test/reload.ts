import { queryClient } from "../api/queries";

/** What a page leaves behind that is loaded anew: nothing that it would do when it is left by hand. */
export function reloaded({ unmount }: { unmount: () => void }) {
  const left = { ...sessionStorage };
  unmount();
  // The snapshot is asked for before anything is drawn.
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "snapshot" });
  for (const [name, value] of Object.entries(left)) sessionStorage.setItem(name, String(value));
}
