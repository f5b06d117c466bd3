import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../api/bindings";
import type { Resources } from "../i18n/resources";
import { answerNamesRequest, operationById, operations, operationText } from "./catalogue";
import { useReason } from "./causes";
import { useDates } from "./dates";

type NamedType = keyof Resources["common"]["requestTypes"];

/** Names a request in lists: by its operation, or by the API's request type where there is none. */
export function useOperationName(): (row: Pick<RequestRow, "operation" | "requestType">) => string {
  const { t } = useTranslation(["operations", "common"]);
  return useCallback(
    ({ operation, requestType }) => {
      const ours = operationById(operation) ?? onlyOneOfType(requestType);
      if (ours) return t(operationText(ours.id, "job"));
      if (requestType === null) return "–";
      return t(`common:requestTypes.${requestType as NamedType}`, { defaultValue: requestType });
    },
    [t],
  );
}

/** The operation of a request type, unless several operations share the type. */
function onlyOneOfType(requestType: string | null) {
  const [first, ...others] = operations.filter((operation) => operation.requestType === requestType);
  return others.length === 0 ? first : undefined;
}

/** The progress or the outcome of a request, in a few words. */
export function useProgressText(row: RequestRow): string {
  const { t } = useTranslation(["home", "states"]);
  const dates = useDates();
  const reasonOf = useReason();
  if (row.waitsFor) return t(`states:waitsFor.${row.waitsFor}`);
  switch (row.state) {
    case "held":
      return t("states:waitsFor.hold");
    case "queued":
      return t("states:meaning.queued");
    case "sending":
      return t("home:onItsWay");
    case "pending":
      if (!row.unwatched) return t("home:waitsForAnswer");
      return t(answerNamesRequest(operationById(row.operation)) ? "home:unwatched" : "home:untold");
    case "completed":
      return t("home:confirmed");
    case "rejected":
    case "refused":
      return reasonOf(row) ?? t(`states:meaning.${row.state}`);
    case "notSent":
      return row.nextTry === null
        ? t("states:meaning.notSent")
        : t("home:nextTry", { time: dates.seconds(row.nextTry) });
    case "unknown":
      return t("home:looked");
    case "cancelled":
      return t("home:takenBack");
    case "other":
      return row.stateText ?? t("states:meaning.other");
  }
}
