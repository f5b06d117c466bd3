import { useTranslation } from "react-i18next";
import type { RejectedGroup } from "../../../api/bindings";
import { useOperationName } from "../../../state/requestTexts";
import { providerName } from "../../requests/table/columns";

type DescribedGroup = Pick<RejectedGroup, "parts" | "provider" | "requestType" | "errorCode" | "line" | "knowledge">;

/** The texts of a group: the title from the knowledge, or the words of the CA system. */
export function useGroupText() {
  const { t } = useTranslation("rejected");
  const jobName = useOperationName();
  const nameOf = ({ knowledge, line, errorCode }: DescribedGroup) =>
    knowledge.title ?? line ?? errorCode ?? t("noReason");
  const jobOf = ({ requestType, parts }: Pick<DescribedGroup, "requestType" | "parts">) =>
    requestType === null
      ? t(parts.length > 1 ? "jobs" : "severalTypes", { count: parts.length })
      : jobName({ operation: null, requestType });
  return {
    nameOf,
    jobOf,
    /** `Conax · Add service` */
    aboutOf: (group: Pick<DescribedGroup, "provider" | "requestType" | "parts">) =>
      `${providerName(group.provider)} · ${jobOf(group)}`,
    /** The code or the line, unless it is the name. */
    codeOf: (group: DescribedGroup) =>
      [group.errorCode, group.line].find((text) => text && text !== nameOf(group)) ?? null,
  };
}
