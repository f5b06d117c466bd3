import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { CauseSummary, RequestRow } from "../api/bindings";
import { causesQuery, queryClient } from "../api/queries";

/** Finds the cause of a rejected request. Other requests have none, and nor have rows of events. */
export function useCauses(): (row: Pick<RequestRow, "group">) => CauseSummary | undefined {
  const { data } = useQuery(causesQuery);
  const byGroup = useMemo(() => new Map(data?.flatMap((cause) => cause.groups.map((group) => [group, cause]))), [data]);
  return useCallback(({ group }) => (group === null ? undefined : byGroup.get(group)), [byGroup]);
}

type Failed = Pick<RequestRow, "group" | "errorText" | "errorCode">;

/** The reason of a failed request: its cause in plain words, or else the words or the code of the CA system. */
export function useReason(): (row: Failed) => string | null {
  const causeOf = useCauses();
  return useCallback((row) => causeOf(row)?.title ?? row.errorText ?? row.errorCode, [causeOf]);
}

/** The plain words of each stored group, for files and the clipboard. */
export async function readCauseWords(): Promise<Record<string, string>> {
  const causes = await queryClient.fetchQuery(causesQuery);
  return Object.fromEntries(causes.flatMap(({ groups, title }) => (title ? groups.map((id) => [id, title]) : [])));
}
