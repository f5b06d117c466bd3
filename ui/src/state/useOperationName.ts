import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../api/bindings";
import type common from "../i18n/en/common.json";
import { operationById, operations, operationText } from "./catalogue";

type NamedType = keyof (typeof common)["requestTypes"];

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
