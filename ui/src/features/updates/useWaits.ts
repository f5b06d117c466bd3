import { useTranslation } from "react-i18next";
import type { UpdatesView } from "../../api/bindings";
import { LOCALE } from "../../i18n/language";
import { filledForms } from "../../state/filledForms";
import { useRestartBlockers } from "./updates";

/** When the wanted restart comes, in words: after this batch. */
export function useWaits({ stage }: UpdatesView): string {
  const { t } = useTranslation("updates");
  const blockers = useRestartBlockers();
  const filled = filledForms.use();
  if (stage !== "ready") return t("waitsForDownload");
  if (blockers === undefined) return t("restarting");
  const { onTheWire, withPin, batches } = blockers;
  const reasons = [
    onTheWire > 0 && t("waits.onTheWire", { count: onTheWire }),
    withPin > 0 && t("waits.withPin", { count: withPin }),
    batches > 0 && t("waits.batches", { count: batches }),
    filled > 0 && t("waits.forms", { count: filled }),
  ].filter((reason) => reason !== false);
  if (reasons.length === 0) return t("restarting");
  return t("restartsAfter", { reasons: new Intl.ListFormat(LOCALE).format(reasons) });
}
