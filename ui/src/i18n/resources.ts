import type bulk from "./en/bulk.json";
import type common from "./en/common.json";
import type connections from "./en/connections.json";
import type entities from "./en/entities.json";
import type faults from "./en/faults.json";
import type field from "./en/field.json";
import type forms from "./en/forms.json";
import type handover from "./en/handover.json";
import type help from "./en/help.json";
import type history from "./en/history.json";
import type home from "./en/home.json";
import type household from "./en/household.json";
import type knowledge from "./en/knowledge.json";
import type links from "./en/links.json";
import type notifications from "./en/notifications.json";
import type operations from "./en/operations.json";
import type outbox from "./en/outbox.json";
import type overview from "./en/overview.json";
import type problems from "./en/problems.json";
import type rejected from "./en/rejected.json";
import type requests from "./en/requests.json";
import type retries from "./en/retries.json";
import type rowMenu from "./en/row-menu.json";
import type scanner from "./en/scanner.json";
import type settings from "./en/settings.json";
import type shell from "./en/shell.json";
import type signIn from "./en/sign-in.json";
import type states from "./en/states.json";
import type tour from "./en/tour.json";
import type updates from "./en/updates.json";

/** Namespace to texts. English is the language that others translate: its keys are the keys. */
export interface Resources {
  bulk: typeof bulk;
  common: typeof common;
  connections: typeof connections;
  faults: typeof faults;
  field: typeof field;
  forms: typeof forms;
  handover: typeof handover;
  help: typeof help;
  history: typeof history;
  home: typeof home;
  household: typeof household;
  knowledge: typeof knowledge;
  links: typeof links;
  notifications: typeof notifications;
  operations: typeof operations;
  outbox: typeof outbox;
  overview: typeof overview;
  problems: typeof problems;
  rejected: typeof rejected;
  requests: typeof requests;
  retries: typeof retries;
  rowMenu: typeof rowMenu;
  scanner: typeof scanner;
  settings: typeof settings;
  shell: typeof shell;
  signIn: typeof signIn;
  states: typeof states;
  tour: typeof tour;
  updates: typeof updates;
  entities: typeof entities;
}

// A key that is in no file does not compile.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: Resources;
    returnNull: false;
  }
}
