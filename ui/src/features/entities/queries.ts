import { queryOptions } from "@tanstack/react-query";
import { commands, type EntityRef } from "../../api/bindings";

export const entityQuery = (of: EntityRef) =>
  queryOptions({ queryKey: ["things", "page", of], queryFn: () => commands.entities.thing(of) });
