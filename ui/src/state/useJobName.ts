import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../api/bindings";
import type common from "../i18n/en/common.json";
import { operationById, operations, operationText } from "./catalogue";

type NamedType = keyof (typeof common)["requestTypes"];

/** What a request is called in lists: the name of its job, or the API's word where we have none. */
export function useJobName(): (row: Pick<RequestRow, "operation" | "requestType">) => string {
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

/** Two operations that make requests of one type cannot be told apart by it. */
function onlyOneOfType(requestType: string | null) {
  const [first, ...others] = operations.filter((operation) => operation.requestType === requestType);
  return others.length === 0 ? first : undefined;
}
