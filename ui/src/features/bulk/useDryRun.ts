import { queryOptions, skipToken, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { commands, type DryRun } from "../../api/bindings";
import { onDesk } from "../../api/events";
import { queryClient } from "../../api/queries";

const dryRunQuery = (id: string) =>
  queryOptions({ queryKey: ["bulk", "dryRun", id], queryFn: () => commands.bulk.dryRun(id) });

/** Stores a dry run from the answer of a command. Its rows are read again. */
export function takeDryRun(id: string, run: DryRun) {
  queryClient.setQueryData(dryRunQuery(id).queryKey, run);
  void queryClient.invalidateQueries({ queryKey: ["bulk", "rows", id] });
}

/** What the server's records say about the rows of a checked sheet, read again as the dry run proceeds. */
export function useDryRun(id: string | undefined): DryRun | undefined {
  const { data } = useQuery(id === undefined ? { queryKey: ["bulk", "dryRun"], queryFn: skipToken } : dryRunQuery(id));
  useEffect(
    () =>
      onDesk((event) => {
        if (id === undefined || event.kind !== "dryRun" || event.id !== id) return;
        void queryClient.invalidateQueries({ queryKey: dryRunQuery(id).queryKey });
        void queryClient.invalidateQueries({ queryKey: ["bulk", "rows", id] });
      }),
    [id],
  );
  return data;
}
