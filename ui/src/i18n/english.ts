import common from "./en/common.json";
import connections from "./en/connections.json";
import faults from "./en/faults.json";
import field from "./en/field.json";
import forms from "./en/forms.json";
import handover from "./en/handover.json";
import home from "./en/home.json";
import knowledge from "./en/knowledge.json";
import operations from "./en/operations.json";
import outbox from "./en/outbox.json";
import overview from "./en/overview.json";
import problems from "./en/problems.json";
import rejected from "./en/rejected.json";
import requests from "./en/requests.json";
import retries from "./en/retries.json";
import scanner from "./en/scanner.json";
import settings from "./en/settings.json";
import shell from "./en/shell.json";
import signIn from "./en/sign-in.json";
import states from "./en/states.json";
import things from "./en/things.json";

/** Namespace to texts. A key that is not here does not compile. */
export const english = {
  common,
  connections,
  faults,
  field,
  forms,
  handover,
  home,
  knowledge,
  operations,
  outbox,
  overview,
  problems,
  rejected,
  requests,
  retries,
  scanner,
  settings,
  shell,
  signIn,
  states,
  things,
};

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof english;
    returnNull: false;
  }
}
