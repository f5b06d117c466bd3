import { useTranslation } from "react-i18next";
import type { RequestRow } from "../host/bindings";
import { operationById, operationText } from "./catalogue";

/** What a request is called in lists: our name of its job, or the API's word where it is none of ours. */
export function useJobName(): (row: Pick<RequestRow, "operation" | "requestType">) => string {
  const { t } = useTranslation(["operations"]);
  return ({ operation, requestType }) => {
    const ours = operationById(operation);
    return ours ? t(operationText(ours.id, "job")) : (requestType ?? "–");
  };
}
