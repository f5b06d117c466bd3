import { useTranslation } from "react-i18next";
import type texts from "../../i18n/en/entities.json";

/** Translates the server's terms; an unknown term is shown as it is. */
export function useServerTerms() {
  const { t } = useTranslation(["entities", "common"]);
  return {
    state: (state: string) => t(`entities:states.${state as keyof typeof texts.states}`, { defaultValue: state }),
    ownership: (word: string) =>
      t(`entities:ownerships.${word as keyof typeof texts.ownerships}`, { defaultValue: word }),
    provider: (provider: string) =>
      provider === "conax" || provider === "nagravision" ? t(`common:${provider}`) : provider,
  };
}
