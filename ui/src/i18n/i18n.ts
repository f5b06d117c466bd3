import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { english } from "./english";

/** English first; another language is another set of the same files. */
void i18next.use(initReactI18next).init({
  lng: "en",
  fallbackLng: "en",
  initAsync: false,
  ns: Object.keys(english),
  defaultNS: "common",
  resources: { en: english },
  interpolation: { escapeValue: false },
  returnNull: false,
});

export { i18next };
