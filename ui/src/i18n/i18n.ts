import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { LANGUAGE } from "./language";

type Bundle = Record<string, unknown>;

/** Files of texts by their paths (`./en/sign-in.json`), as language, namespace (`signIn`) and texts. */
export const bundlesOf = (files: Record<string, Bundle>) =>
  Object.entries(files).map(([path, texts]) => {
    const [, language = "", file = ""] = /^\.\/([^/]+)\/(.+)\.json$/.exec(path) ?? [];
    return { language, namespace: file.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()), texts };
  });

/** Texts of the first page and of the parts around every page; `lazyNamespaces.ts` has the others. */
const bundles = bundlesOf(
  import.meta.glob("./*/{common,connections,faults,problems,shell,sign-in}.json", { eager: true, import: "default" }),
);

void i18next.use(initReactI18next).init({
  lng: LANGUAGE,
  fallbackLng: LANGUAGE,
  initAsync: false,
  ns: bundles.filter(({ language }) => language === LANGUAGE).map(({ namespace }) => namespace),
  defaultNS: "common",
  resources: {},
  interpolation: { escapeValue: false },
  returnNull: false,
});
for (const { language, namespace, texts } of bundles) i18next.addResourceBundle(language, namespace, texts);

document.documentElement.lang = i18next.language;
document.documentElement.dir = i18next.dir();

export { i18next };
