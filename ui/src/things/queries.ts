import { queryOptions } from "@tanstack/react-query";
import { commands, type ThingRef } from "../host/bindings";

/** What fits a text on this computer. Each text has its own answer, so one that comes late is not shown for another. */
export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["things", "search", text],
    queryFn: () => commands.search(text),
    placeholderData: (last) => last,
    gcTime: 5_000,
  });

export const recentsQuery = queryOptions({ queryKey: ["things", "recents"], queryFn: () => commands.recents() });

export const thingQuery = (of: ThingRef) =>
  queryOptions({ queryKey: ["things", "page", of], queryFn: () => commands.thing(of) });
