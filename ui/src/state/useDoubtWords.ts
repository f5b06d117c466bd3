import { useTranslation } from "react-i18next";
import type { DoubtView } from "../api/bindings";

/** The reason why a request waits for a decision that is not the field mode's. */
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
