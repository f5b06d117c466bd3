import { queryOptions } from "@tanstack/react-query";
import { commands, type ThingRef } from "../../api/bindings";

export const entityQuery = (of: ThingRef) =>
  queryOptions({ queryKey: ["things", "page", of], queryFn: () => commands.entities.thing(of) });
