import { useTranslation } from "react-i18next";
import type { RequestRow } from "../api/bindings";
import { operationById, tellsRequest } from "./catalogue";
import { useDates } from "./dates";

/** The progress or the outcome of a request, in a few words. */
export function useProgressText(row: RequestRow): string {
  const { t } = useTranslation(["home", "states"]);
  const dates = useDates();
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
      return t(tellsRequest(operationById(row.operation)) ? "home:unwatched" : "home:untold");
    case "completed":
      return t("home:confirmed");
    case "rejected":
    case "refused":
      return row.errorText ?? row.errorCode ?? t(`states:meaning.${row.state}`);
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
