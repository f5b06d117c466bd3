import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { signedInBefore } from "../desk/snapshot";
import { formSearch } from "../operations/formSearch";
import { Plain } from "../shell/Plain";
import { Shell } from "../shell/Shell";
import { PageFailed } from "./PageFailed";
import { Root } from "./Root";
import { parseSearch, stringifySearch } from "./search";

/** Pages are fetched when they are opened; the first paint carries one of them. */
const root = createRootRoute({ component: Root, notFoundComponent: () => null });

const plain = createRoute({ getParentRoute: () => root, id: "plain", component: Plain });
const signIn = createRoute({
  getParentRoute: () => plain,
  path: "/sign-in",
  validateSearch: (search): { next?: string } => (typeof search.next === "string" ? { next: search.next } : {}),
  component: lazyRouteComponent(() => import("../sign-in/SignInPage"), "SignInPage"),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  // A page that was open when the session ended stays, below the sign-in sheet; only a fresh start is sent away.
  beforeLoad: ({ location }) => {
    if (location.pathname !== "/settings" && !signedInBefore()) {
      throw redirect({ to: "/sign-in", search: location.pathname === "/home" ? {} : { next: location.href } });
    }
  },
});
const home = createRoute({
  getParentRoute: () => shell,
  path: "/home",
  component: lazyRouteComponent(() => import("../home/HomePage"), "HomePage"),
});
const operation = createRoute({
  getParentRoute: () => shell,
  path: "/operations/$operationId",
  validateSearch: formSearch,
  component: lazyRouteComponent(() => import("../operations/OperationPage"), "OperationPage"),
});
const requests = createRoute({
  getParentRoute: () => shell,
  path: "/requests",
  // The view's filters, so that it can be linked and restored; the page knows their meaning.
  validateSearch: (search): Record<string, unknown> => search,
  component: lazyRouteComponent(() => import("../requests/RequestsPage"), "RequestsPage"),
});
const request = createRoute({ getParentRoute: () => requests, path: "$key" });
const handover = createRoute({
  getParentRoute: () => shell,
  path: "/handover",
  component: lazyRouteComponent(() => import("../handover/HandoverPage"), "HandoverPage"),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: lazyRouteComponent(() => import("../settings/SettingsPage"), "SettingsPage"),
});
const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/home" });
  },
});

const routeTree = root.addChildren([
  start,
  plain.addChildren([signIn]),
  shell.addChildren([home, operation, requests.addChildren([request]), handover, settings]),
]);

export const makeRouter = (history = createHashHistory()) =>
  createRouter({
    routeTree,
    history,
    parseSearch,
    stringifySearch,
    defaultErrorComponent: PageFailed,
    defaultPreload: "intent",
    scrollRestoration: false,
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
