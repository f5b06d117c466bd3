import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { listSearch, thingSearch } from "../features/entities/address";
import { periodSearch } from "../features/handover/search";
import { formSearch } from "../features/operations/formSearch";
import { signedInBefore } from "../state/snapshot";
import { parseSearch, stringifySearch } from "../state/urlSearch";
import { Plain } from "./layouts/Plain";
import { PageFailed } from "./PageFailed";
import { Root } from "./Root";

/** Pages are fetched when they are opened; the first paint carries one of them. */
const root = createRootRoute({ component: Root, notFoundComponent: () => null });

const plain = createRoute({ getParentRoute: () => root, id: "plain", component: Plain });
const signIn = createRoute({
  getParentRoute: () => plain,
  path: "/sign-in",
  validateSearch: (search): { next?: string } => (typeof search.next === "string" ? { next: search.next } : {}),
  component: lazyRouteComponent(() => import("../features/sign-in/SignInPage"), "SignInPage"),
});

// A page that was open when the session ended stays, below the sign-in sheet; only a fresh start is sent away.
function onlySignedIn({ location }: { location: { pathname: string; href: string } }) {
  if (location.pathname !== "/settings" && !signedInBefore()) {
    throw redirect({ to: "/sign-in", search: location.pathname === "/home" ? {} : { next: location.href } });
  }
}

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: lazyRouteComponent(() => import("./layouts/Shell"), "Shell"),
  beforeLoad: onlySignedIn,
});
const home = createRoute({
  getParentRoute: () => shell,
  path: "/home",
  component: lazyRouteComponent(() => import("../features/home/HomePage"), "HomePage"),
});
const operation = createRoute({
  getParentRoute: () => shell,
  path: "/operations/$operationId",
  validateSearch: formSearch,
  component: lazyRouteComponent(() => import("../features/operations/OperationPage"), "OperationPage"),
});
const requests = createRoute({
  getParentRoute: () => shell,
  path: "/requests",
  // The view's filters, so that it can be linked and restored; the page knows their meaning.
  validateSearch: (search): Record<string, unknown> => search,
  component: lazyRouteComponent(() => import("../features/requests/RequestsPage"), "RequestsPage"),
});
const request = createRoute({ getParentRoute: () => requests, path: "$key" });
const handover = createRoute({
  getParentRoute: () => shell,
  path: "/handover",
  validateSearch: periodSearch,
  component: lazyRouteComponent(() => import("../features/handover/HandoverPage"), "HandoverPage"),
});
const rejected = createRoute({
  getParentRoute: () => shell,
  path: "/rejected",
  validateSearch: (search): Record<string, unknown> => search,
  component: lazyRouteComponent(() => import("../features/rejected/RejectedPage"), "RejectedPage"),
});
const rejectedRequest = createRoute({ getParentRoute: () => rejected, path: "$key" });
const things = createRoute({
  getParentRoute: () => shell,
  path: "/things",
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("../features/entities/ThingsPage"), "ThingsPage"),
});
const thing = createRoute({
  getParentRoute: () => shell,
  path: "/things/$kind/$text",
  validateSearch: thingSearch,
  component: lazyRouteComponent(() => import("../features/entities/ThingPage"), "ThingPage"),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: lazyRouteComponent(() => import("../features/settings/SettingsPage"), "SettingsPage"),
});
/** Without the navigation: the field mode is a screen of its own. */
const bare = createRoute({
  getParentRoute: () => root,
  id: "bare",
  component: lazyRouteComponent(() => import("./layouts/Bare"), "Bare"),
  beforeLoad: onlySignedIn,
});
const field = createRoute({
  getParentRoute: () => bare,
  path: "/field",
  validateSearch: (search): Record<string, unknown> => search,
  component: lazyRouteComponent(() => import("../features/field/FieldPage"), "FieldPage"),
});
const jobs = createRoute({
  getParentRoute: () => bare,
  path: "/field/jobs",
  component: lazyRouteComponent(() => import("../features/field/jobs/JobsPage"), "JobsPage"),
});
const slip = createRoute({
  getParentRoute: () => bare,
  path: "/field/slip/$key",
  component: lazyRouteComponent(() => import("../features/field/slip/SlipPage"), "SlipPage"),
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
  shell.addChildren([
    home,
    operation,
    requests.addChildren([request]),
    rejected.addChildren([rejectedRequest]),
    handover,
    things,
    thing,
    settings,
  ]),
  bare.addChildren([field, jobs, slip]),
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
