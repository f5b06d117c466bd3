import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { HistoryRow } from "../../api/bindings";
import { operations } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { useOperationName } from "../../state/requestTexts";
import { STATES } from "../requests/filters/requestsView";
import { ACT_KINDS, type ActKind } from "./historyView";

const isActKind = (job: string): job is ActKind => ACT_KINDS.some((kind) => kind === job);

/** The words of the history, for the list, its filters and its file. */
export function useHistoryTexts() {
  const { t } = useTranslation(["history", "states"]);
  const jobName = useOperationName();
  const dates = useDates();
  return useMemo(() => {
    const nameOfJob = (job: string) =>
      isActKind(job) ? t(`history:kind.${job}`) : jobName({ operation: job, requestType: null });
    return {
      nameOfJob,
      nameOfUser: (user: string) => (user === "" ? t("history:nobody") : user),
      /** The act in one line. */
      deed({ kind, operation, requests, value, withdrawn }: HistoryRow): string {
        const count = requests ?? 0;
        switch (kind) {
          case "request":
            return nameOfJob(operation ?? "");
          case "removed":
            return t("history:deed.removed", { count, job: nameOfJob(operation ?? "") });
          case "batch":
          case "purge":
            return t(`history:deed.${kind}`, { count });
          case "signIn":
          case "signOut":
            return t(`history:deed.${kind}`);
          case "assignee":
          case "snooze": {
            if (withdrawn || value === null) return t(`history:withdrawn.${kind}`);
            return t(`history:deed.${kind}`, { value: kind === "snooze" ? dates.short(Number(value)) : value });
          }
          case "note":
          case "dismissal":
            return t(withdrawn ? `history:withdrawn.${kind}` : `history:deed.${kind}`);
        }
      },
      jobs: (): Record<string, string> =>
        Object.fromEntries([...operations.map(({ id }) => id), ...ACT_KINDS].map((job) => [job, nameOfJob(job)])),
      states: (): Record<string, string> => Object.fromEntries(STATES.map((state) => [state, t(`states:${state}`)])),
    };
  }, [t, jobName, dates]);
}
