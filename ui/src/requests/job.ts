import { operationById, operationText } from "../desk/catalogue";
import type { RequestRow } from "../host/bindings";
import { i18next } from "../i18n/i18n";

/** “Add service” for what the catalogue knows; the server's own word for everything else. */
export function jobOf({ operation, requestType }: Pick<RequestRow, "operation" | "requestType">): string {
  const known = operationById(operation);
  if (known) return i18next.t(operationText(known.id, "job"));
  return requestType ?? i18next.t("none");
}
