import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { LiveRegion } from "../components/live/LiveRegion";
import { NotCopiedHost } from "../features/clipboard/NotCopiedHost";
import { entityOf, entitySearch, listSearch } from "../features/entities/urls";
import { periodSearch } from "../features/handover/periodSearch";
import { formSearch } from "../features/operations/formSearch";
import { TourHost } from "../features/tour/TourHost";
import { UpdateHost } from "../features/updates/UpdateHost";
import { HelpSheetHost } from "../features/window-commands/HelpSheetHost";
import { operationById, operationText } from "../state/catalogue";
import { pages } from "../state/pages";
import { signedInBefore, useSnapshot } from "../state/snapshot";
import { parseSearch, stringifySearch } from "../state/urlSearch";
import { Appearance } from "./Appearance";
import { SignInLayout } from "./layouts/SignInLayout";
import { PageFailed } from "./PageFailed";
import { useCutTexts } from "./useCutTexts";
import { useDeskEvents } from "./useDeskEvents";
import { useRouteFocus } from "./useRouteFocus";
import { type PageTitle, useWindowTitle } from "./useWindowTitle";

// Messages never come in the first moment, and without them the first page is rendered sooner.
const Toasts = lazy(async () => {
  await drawn();
  return { default: (await import("../features/toasts/Toasts")).Toasts };
});

const NotificationHost = lazy(async () => {
  await drawn();
  return { default: (await import("../features/notifications/NotificationHost")).NotificationHost };
});

const LinkHost = lazy(async () => {
  await drawn();
  return { default: (await import("../features/links/LinkHost")).LinkHost };
});

/** A window that was started hidden draws no frame before it is shown. */
const MOST_WAITED_MS = 1_000;

/** After the next frame. */
const drawn = () =>
  new Promise<void>((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, MOST_WAITED_MS);
  });

/** Theme and messages around every page. */
function Root() {
  const { preferences } = useSnapshot();
  useDeskEvents();
  useRouteFocus();
  useWindowTitle();
  useCutTexts();
  return (
    <Appearance choice={preferences.theme} density={preferences.density}>
      <Outlet />
      <NotCopiedHost />
      <HelpSheetHost />
      <TourHost />
      <UpdateHost />
      <LiveRegion />
      <Suspense>
        <Toasts />
      </Suspense>
      <Suspense>
        <NotificationHost />
      </Suspense>
      <Suspense>
        <LinkHost />
      </Suspense>
    </Appearance>
  );
}

/** The routes. Pages are fetched when they are opened; the first paint loads one of them. */
const root = createRootRoute({ component: Root });

const plain = createRoute({ getParentRoute: () => root, id: "plain", component: SignInLayout });
const signIn = createRoute({
  getParentRoute: () => plain,
  path: "/sign-in",
  staticData: { title: () => "signIn:page" },
  validateSearch: (search): { next?: string } => (typeof search.next === "string" ? { next: search.next } : {}),
  component: lazyRouteComponent(() => import("../features/sign-in/SignInPage"), "SignInPage"),
});

// A page that was open when the session ended stays, below the sign-in sheet; only a fresh start is sent away.
function onlySignedIn({ location }: { location: { pathname: string; href: string } }) {
  if (location.pathname !== pages.settings.path && !signedInBefore()) {
    throw redirect({ to: "/sign-in", search: location.pathname === pages.home.path ? {} : { next: location.href } });
  }
}

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: lazyRouteComponent(() => import("./layouts/AppLayout"), "AppLayout"),
  beforeLoad: onlySignedIn,
});
const home = createRoute({
  getParentRoute: () => shell,
  path: pages.home.path,
  staticData: { title: () => pages.home.title },
  component: lazyRouteComponent(() => import("../features/home/HomePage"), "HomePage"),
});
const operation = createRoute({
  getParentRoute: () => shell,
  path: "/operations/$operationId",
  staticData: {
    title: ({ operationId = "" }) => {
      const operation = operationById(operationId);
      return operation && operationText(operation.id, "title");
    },
  },
  validateSearch: formSearch,
  component: lazyRouteComponent(() => import("../features/operations/OperationPage"), "OperationPage"),
});
const requests = createRoute({
  getParentRoute: () => shell,
  path: pages.requests.path,
  staticData: { title: () => pages.requests.title },
  // The view's filters, so that it can be linked and restored; the page knows their meaning.
  validateSearch: (search): Record<string, unknown> => search,
  component: lazyRouteComponent(() => import("../features/requests/RequestsPage"), "RequestsPage"),
});
const request = createRoute({ getParentRoute: () => requests, path: "$key" });
const handover = createRoute({
  getParentRoute: () => shell,
  path: "/handover",
  staticData: { title: () => "handover:title" },
  validateSearch: periodSearch,
  component: lazyRouteComponent(() => import("../features/handover/HandoverPage"), "HandoverPage"),
});
const rejected = createRoute({
  getParentRoute: () => shell,
  path: pages.rejected.path,
  staticData: { title: () => pages.rejected.title },
  validateSearch: (search): Record<string, unknown> => search,
  component: lazyRouteComponent(() => import("../features/rejected/RejectedPage"), "RejectedPage"),
});
const rejectedRequest = createRoute({ getParentRoute: () => rejected, path: "$key" });
const history = createRoute({
  getParentRoute: () => shell,
  path: pages.history.path,
  staticData: { title: () => pages.history.title },
  validateSearch: (search): Record<string, unknown> => search,
  component: lazyRouteComponent(() => import("../features/history/HistoryPage"), "HistoryPage"),
});
const bulk = createRoute({
  getParentRoute: () => shell,
  path: pages.bulk.path,
  staticData: { title: () => pages.bulk.title },
  component: lazyRouteComponent(() => import("../features/bulk/BulkPage"), "BulkPage"),
});
const bulkSheet = createRoute({
  getParentRoute: () => shell,
  path: "/bulk/$sheet",
  staticData: { title: () => pages.bulk.title },
  component: lazyRouteComponent(() => import("../features/bulk/BulkSheetPage"), "BulkSheetPage"),
});
const entities = createRoute({
  getParentRoute: () => shell,
  path: pages.entities.path,
  staticData: { title: () => pages.entities.title },
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("../features/entities/EntityListPage"), "EntityListPage"),
});
const entity = createRoute({
  getParentRoute: () => shell,
  path: "/entities/$kind/$text",
  // Without the number, which leads to a customer.
  staticData: { title: ({ kind = "" }) => `entities:kinds.${entityOf({ kind }, undefined).kind}` },
  validateSearch: entitySearch,
  component: lazyRouteComponent(() => import("../features/households/HouseholdPage"), "HouseholdPage"),
});
// Former addresses of these pages redirect to the present ones, with their search parameters.
const formerEntities = createRoute({
  getParentRoute: () => shell,
  path: "/things",
  validateSearch: listSearch,
  beforeLoad: ({ search }) => {
    throw redirect({ to: pages.entities.path, search, replace: true });
  },
});
const formerEntity = createRoute({
  getParentRoute: () => shell,
  path: "/things/$kind/$text",
  validateSearch: entitySearch,
  beforeLoad: ({ params, search }) => {
    throw redirect({ to: "/entities/$kind/$text", params, search, replace: true });
  },
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: pages.settings.path,
  staticData: { title: () => pages.settings.title },
  component: lazyRouteComponent(() => import("../features/settings/SettingsPage"), "SettingsPage"),
});
/** Takes every address that no other route has. */
const unknown = createRoute({
  getParentRoute: () => shell,
  path: "$",
  component: lazyRouteComponent(() => import("./UnknownPage"), "UnknownPage"),
});
/** The field mode has a layout of its own, without navigation. */
const bare = createRoute({
  getParentRoute: () => root,
  id: "bare",
  component: lazyRouteComponent(() => import("./layouts/FieldLayout"), "FieldLayout"),
  beforeLoad: onlySignedIn,
});
const field = createRoute({
  getParentRoute: () => bare,
  path: pages.field.path,
  staticData: { title: () => pages.field.title },
  validateSearch: (search): Record<string, unknown> => search,
  component: lazyRouteComponent(() => import("../features/field/FieldPage"), "FieldPage"),
});
const jobs = createRoute({
  getParentRoute: () => bare,
  path: "/field/jobs",
  staticData: { title: () => "field:jobsTitle" },
  component: lazyRouteComponent(() => import("../features/field/jobs/JobsPage"), "JobsPage"),
});
const slip = createRoute({
  getParentRoute: () => bare,
  path: "/field/slip/$key",
  staticData: { title: () => "field:slipPage" },
  component: lazyRouteComponent(() => import("../features/field/slip/SlipPage"), "SlipPage"),
});
const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: pages.home.path });
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
    history,
    bulk,
    bulkSheet,
    entities,
    entity,
    formerEntities,
    formerEntity,
    settings,
    unknown,
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
  interface StaticDataRouteOption {
    /** Of the page in the window's title; `state/pages.ts` has those of the listed pages. */
    title?: PageTitle;
  }
}
