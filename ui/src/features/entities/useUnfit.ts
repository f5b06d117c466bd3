import { useTranslation } from "react-i18next";
import type { Job, Thing } from "../../api/bindings";
import type { Operation } from "../../state/catalogue";
import { useUnavailable } from "../../state/useUnavailable";

/** Why a job does not fit a thing, and what to do instead. */
export function useUnfit(): (job: Job, operation: Operation, thing: Thing) => string {
  const { t } = useTranslation(["things", "common"]);
  const unavailable = useUnavailable();
  return ({ unfit }, operation, thing) => {
    if (!unfit) return "";
    switch (unfit.why) {
      case "release":
        return unavailable(operation.id) ?? t("things:unfit.release");
      case "provider":
        return t("things:unfit.provider", { provider: t(`common:${operation.provider}`) });
      case "kind":
        return t(`things:unfit.kind.${thing.kind}`);
      default:
        return t(`things:unfit.${unfit.why}`);
    }
  };
}
