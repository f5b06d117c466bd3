import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { OperationId } from "./catalogue";
import { useConnection, useSnapshot } from "./snapshot";

/** Why the server's release lacks an operation, in words, or `null` where it has it. */
export function useUnavailable(): (id: OperationId) => string | null {
  const { t } = useTranslation("shell");
  const { unavailable } = useSnapshot();
  const release = useConnection()?.release ?? "";
  return useCallback(
    (id) => {
      const lacking = unavailable.find(({ operation }) => operation === id);
      if (!lacking) return null;
      if (lacking.until) return t("lackingUntil", { until: lacking.until, release });
      return lacking.from ? t("lackingFrom", { from: lacking.from, release }) : t("lacking", { release });
    },
    [t, unavailable, release],
  );
}
