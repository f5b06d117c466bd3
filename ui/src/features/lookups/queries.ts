import { queryOptions } from "@tanstack/react-query";
import { commands, type Services } from "../../api/bindings";
import { queryClient } from "../../api/queries";

/** What fits a text on this computer. Each text has its own answer, so one that comes late is not shown for another. */
export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["things", "search", text],
    // With its text: what is shown until it comes is another text's.
    queryFn: async () => ({ ...(await commands.search(text)), text }),
    placeholderData: (last) => last,
    gcTime: 5_000,
  });

export const recentsQuery = queryOptions({ queryKey: ["things", "recents"], queryFn: () => commands.recents() });

export const servicesQuery = queryOptions({ queryKey: ["things", "services"], queryFn: () => commands.services() });

export const takeServices = (services: Services) => queryClient.setQueryData(servicesQuery.queryKey, services);
