import { queryOptions } from "@tanstack/react-query";
import { commands, type ThingRef } from "../../api/bindings";

/** What fits a text on this computer. Each text has its own answer, so one that comes late is not shown for another. */
export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["things", "search", text],
    // With its text: what is shown until it comes is another text's.
    queryFn: async () => ({ ...(await commands.lookups.search(text)), text }),
    placeholderData: (last) => last,
    gcTime: 5_000,
  });

export const recentsQuery = queryOptions({
  queryKey: ["things", "recents"],
  queryFn: () => commands.lookups.recents(),
});

export const thingQuery = (of: ThingRef) =>
  queryOptions({ queryKey: ["things", "page", of], queryFn: () => commands.entities.thing(of) });
