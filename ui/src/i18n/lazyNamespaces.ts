import { bundlesOf, i18next } from "./i18n";

// Texts of the pages behind the sign-in. Each lazy part that shows one of them imports this file, so that it is never
// drawn without its texts.
const bundles = bundlesOf(
  import.meta.glob(["./*/*.json", "!./*/{common,connections,faults,problems,shell,sign-in}.json"], {
    eager: true,
    import: "default",
  }),
);
for (const { language, namespace, texts } of bundles) i18next.addResourceBundle(language, namespace, texts);
