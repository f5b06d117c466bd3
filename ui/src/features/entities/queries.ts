import { queryOptions } from "@tanstack/react-query";
import { commands, type EntityRef } from "../../api/bindings";

export const entityQuery = (of: EntityRef) =>
  queryOptions({ queryKey: ["entities", "page", of], queryFn: () => commands.entities.entityPage(of) });
