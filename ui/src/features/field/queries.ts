import { queryOptions } from "@tanstack/react-query";
import { commands, type EntityRef, type FieldDay, type FormDraft } from "../../api/bindings";
import { queryClient } from "../../api/queries";

export const fieldDayQuery = queryOptions({ queryKey: ["field", "day"], queryFn: () => commands.field.fieldDay() });

/** Shows a command's answer immediately and revalidates it: an event may have arrived before it. */
export function takeDay(day: FieldDay) {
  queryClient.setQueryData(fieldDayQuery.queryKey, day);
  void queryClient.invalidateQueries({ queryKey: fieldDayQuery.queryKey });
}

export const slipQuery = (key: string) =>
  queryOptions({ queryKey: ["field", "slip", key], queryFn: () => commands.field.slip(key) });

export const resolvedQuery = (of: EntityRef, provider: string | null) =>
  queryOptions({
    queryKey: ["entities", "resolved", of, provider],
    queryFn: () => commands.lookups.resolve(of, provider),
  });

export const previewQuery = (draft: FormDraft) =>
  queryOptions({
    queryKey: ["entities", "preview", draft],
    queryFn: () => commands.entities.previewPairing(draft),
  });
