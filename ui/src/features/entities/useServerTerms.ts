import { useTranslation } from "react-i18next";
import type { Resources } from "../../i18n/resources";

type EntityTexts = Resources["entities"];

/** Translates the server's terms; an unknown term is shown as it is. */
export function useServerTerms() {
  const { t } = useTranslation(["entities", "common"]);
  return {
    state: (state: string) => t(`entities:states.${state as keyof EntityTexts["states"]}`, { defaultValue: state }),
    ownership: (word: string) =>
      t(`entities:ownerships.${word as keyof EntityTexts["ownerships"]}`, { defaultValue: word }),
    provider: (provider: string) =>
      provider === "conax" || provider === "nagravision" ? t(`common:${provider}`) : provider,
  };
}
