import field from "./en/field.json";
import forms from "./en/forms.json";
import handover from "./en/handover.json";
import home from "./en/home.json";
import knowledge from "./en/knowledge.json";
import operations from "./en/operations.json";
import outbox from "./en/outbox.json";
import overview from "./en/overview.json";
import rejected from "./en/rejected.json";
import requests from "./en/requests.json";
import retries from "./en/retries.json";
import scanner from "./en/scanner.json";
import settings from "./en/settings.json";
import states from "./en/states.json";
import things from "./en/things.json";
import { i18next } from "./i18n";

/** Texts of the pages behind the sign-in. Whatever is fetched for them imports this, so it is never drawn without. */
export const later = {
  field,
  forms,
  handover,
  home,
  knowledge,
  operations,
  outbox,
  overview,
  rejected,
  requests,
  retries,
  scanner,
  settings,
  states,
  things,
};

for (const [namespace, texts] of Object.entries(later)) i18next.addResourceBundle("en", namespace, texts);
