import { useTranslation } from "react-i18next";
import type { RejectedGroup } from "../../../api/bindings";
import { useOperationName } from "../../../state/requestTexts";
import { providerName } from "../../requests/table/columns";

type DescribedGroup = Pick<RejectedGroup, "provider" | "requestType" | "errorCode" | "line" | "knowledge">;

/** The texts of a group: the title from the knowledge, or the words of the CA system. */
export function useGroupText() {
  const { t } = useTranslation("rejected");
  const jobName = useOperationName();
  const nameOf = ({ knowledge, line, errorCode }: DescribedGroup) =>
    knowledge.title ?? line ?? errorCode ?? t("noReason");
  return {
    nameOf,
    /** `Conax · Add service` */
    aboutOf: ({ provider, requestType }: DescribedGroup) =>
      `${providerName(provider)} · ${requestType === null ? t("severalTypes") : jobName({ operation: null, requestType })}`,
    /** The code or the line, unless it is the name. */
    codeOf: (group: DescribedGroup) =>
      [group.errorCode, group.line].find((text) => text && text !== nameOf(group)) ?? null,
  };
}
