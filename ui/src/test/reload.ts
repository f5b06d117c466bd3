import { queryClient } from "../api/queries";

/** Unmounts a page as a reload does: session storage stays as it was, which leaving the page by hand would clear. */
export function reloaded({ unmount }: { unmount: () => void }) {
  const left = { ...sessionStorage };
  unmount();
  // The snapshot is asked for before anything is drawn.
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "snapshot" });
  for (const [name, value] of Object.entries(left)) sessionStorage.setItem(name, String(value));
}
