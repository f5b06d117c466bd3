import common from "./en/common.json";
import connections from "./en/connections.json";
import faults from "./en/faults.json";
import problems from "./en/problems.json";
import shell from "./en/shell.json";
import signIn from "./en/sign-in.json";
import type { later } from "./later";

/** Namespace to texts: those of the first page, and of what stands round every page. `later.ts` has the others. */
export const english = {
  common,
  connections,
  faults,
  problems,
  shell,
  signIn,
};

// A key that is in neither does not compile.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof english & typeof later;
    returnNull: false;
  }
}
