import { useTranslation } from "react-i18next";
import type texts from "../../i18n/en/things.json";

/** Translates the server's terms; an unknown term is shown as it is. */
export function useServerTerms() {
  const { t } = useTranslation(["things", "common"]);
  return {
    state: (state: string) => t(`things:states.${state as keyof typeof texts.states}`, { defaultValue: state }),
    ownership: (word: string) =>
      t(`things:ownerships.${word as keyof typeof texts.ownerships}`, { defaultValue: word }),
    provider: (provider: string) =>
      provider === "conax" || provider === "nagravision" ? t(`common:${provider}`) : provider,
  };
}
