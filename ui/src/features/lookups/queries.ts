import { queryOptions } from "@tanstack/react-query";
import { commands, type Services } from "../../api/bindings";
import { queryClient } from "../../api/queries";

/**
 * Searches entities and requests on this computer. Each text has its own query, so that a late answer never appears
 * under another text.
 */
export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["entities", "search", text],
    // The answer carries its text: until it arrives the previous text's answer is shown.
    queryFn: async () => ({ ...(await commands.lookups.search(text)), text }),
    placeholderData: (last) => last,
    gcTime: 5_000,
  });

export const recentsQuery = queryOptions({
  queryKey: ["entities", "recents"],
  queryFn: () => commands.lookups.recents(),
});

export const servicesQuery = queryOptions({
  queryKey: ["entities", "services"],
  queryFn: () => commands.lookups.services(),
});

/** The answers to the question which entity a CA id belongs to. */
export const caIdMappingsQuery = queryOptions({
  queryKey: ["entities", "caIdMappings"],
  queryFn: () => commands.retries.caIdMappings(),
});

export const takeServices = (services: Services) => queryClient.setQueryData(servicesQuery.queryKey, services);
