import { useTranslation } from "react-i18next";
import type { RejectedGroup } from "../../../api/bindings";
import { useOperationName } from "../../../state/useOperationName";
import { providerName } from "../../requests/table/columns";

type Told = Pick<RejectedGroup, "provider" | "requestType" | "errorCode" | "line" | "knowledge">;

/** What a group is called: by what is known of it, or by the CA system's own words. */
export function useGroupText() {
  const { t } = useTranslation("rejected");
  const jobName = useOperationName();
  const nameOf = ({ knowledge, line, errorCode }: Told) => knowledge.title ?? line ?? errorCode ?? t("noReason");
  return {
    nameOf,
    /** `Conax · Add service` */
    aboutOf: ({ provider, requestType }: Told) =>
      `${providerName(provider)} · ${requestType === null ? t("severalTypes") : jobName({ operation: null, requestType })}`,
    /** The code, or else the line, where it is not the name already. */
    codeOf: (group: Told) => [group.errorCode, group.line].find((text) => text && text !== nameOf(group)) ?? null,
  };
}
