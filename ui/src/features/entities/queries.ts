import { queryOptions } from "@tanstack/react-query";
import { commands, type EntityRef } from "../../api/bindings";
import { queryClient } from "../../api/queries";
import { useCommand } from "../../api/useCommand";

export const entityQuery = (of: EntityRef) =>
  queryOptions({ queryKey: ["entities", "page", of], queryFn: () => commands.entities.entityPage(of) });

export type Refresh = ReturnType<typeof useRefreshEntity>;

/** Looks the entity up on the server now. The current data stays until newer data arrives. */
export function useRefreshEntity(of: EntityRef) {
  const { busy, problem, run } = useCommand({ refresh: null });
  const start = () =>
    void run(async () => queryClient.setQueryData(entityQuery(of).queryKey, await commands.entities.refreshEntity(of)));
  return { busy, problem, start };
}
