import { queryOptions } from "@tanstack/react-query";
import { commands } from "../../api/bindings";

/** The operation that sends a subscription's rights again; its form is filled from a request of any type. */
export const RESYNC = "provisioning.resync";

/**
 * The form of a request, filled as far as is known. What the dialog found out is what the form opens with; a
 * minute later it is looked up anew. `operation`: which one, where the request does not tell it.
 */
export const rebuiltQuery = (key: string, operation: string | null) =>
  queryOptions({
    queryKey: ["rebuilt", key, operation],
    queryFn: () =>
      operation === RESYNC ? commands.retries.rebuildResync(key) : commands.retries.rebuild(key, operation),
    staleTime: 10_000,
  });
