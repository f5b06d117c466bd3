import { useTranslation } from "react-i18next";
import type { DoubtView } from "../api/bindings";

/** Why a request waits for somebody's word although nothing of the field stands in its way. */
export function useDoubtWords() {
  const { t } = useTranslation("states");
  return (why: DoubtView | undefined): string | undefined => {
    switch (why?.kind) {
      case "moved":
        return t("doubt.moved", { from: why.from, to: why.to });
      case "tokenRefused":
      case "putBack":
      case "otherComputer":
      case "unproven":
        return t(`doubt.${why.kind}`);
      default:
        return undefined;
    }
  };
}
