import common from "./en/common.json";
import connections from "./en/connections.json";
import faults from "./en/faults.json";
import forms from "./en/forms.json";
import handover from "./en/handover.json";
import home from "./en/home.json";
import knowledge from "./en/knowledge.json";
import operations from "./en/operations.json";
import outbox from "./en/outbox.json";
import overview from "./en/overview.json";
import problems from "./en/problems.json";
import requests from "./en/requests.json";
import retries from "./en/retries.json";
import settings from "./en/settings.json";
import shell from "./en/shell.json";
import signIn from "./en/sign-in.json";
import states from "./en/states.json";

/** Namespace to texts. A key that is not here does not compile. */
export const english = {
  common,
  connections,
  faults,
  forms,
  handover,
  home,
  knowledge,
  operations,
  outbox,
  overview,
  problems,
  requests,
  retries,
  settings,
  shell,
  signIn,
  states,
};

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof english;
    returnNull: false;
  }
}
