import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import type { ReactNode } from "react";
import { expect, vi } from "vitest";
import {
  type Checked,
  commands,
  type FieldProblem,
  type FormDraft,
  type RequestDetail,
  type RequestFilter,
  type RequestRow,
  type RequestState,
  type Snapshot,
  type ValueCount,
} from "../api/bindings";
import { queryClient, takeSnapshot } from "../api/queries";
import generated from "../generated/numberSettings.json";
import { operationById } from "../state/catalogue";
import { parseSearch, stringifySearch } from "../state/urlSearch";
import "../i18n/lazyNamespaces";
import { Appearance } from "../app/Appearance";
import { useKeptFocus } from "../components/focus";
import { OperationPage } from "../features/operations/OperationPage";
import { RejectedPage } from "../features/rejected/RejectedPage";
import { RequestsPage } from "../features/requests/RequestsPage";
import { fakeEntities } from "./entities";
import { fakeHouseholds } from "./households";
import { noUpdates } from "./updates";

export const snapshot: Snapshot = {
  version: "0.1.0",
  connections: [
    {
      id: "sandbox",
      name: "Sandbox",
      serverUrl: "http://127.0.0.1:8080",
      organisation: "DEMO",
      unit: null,
      release: "R11",
      timeZone: "Europe/Athens",
      kind: "sandbox",
      caFile: null,
      proxy: null,
      usualProxy: null,
      readOnly: true,
      lastUser: "operator",
      demo: null,
      rules: {
        smartcards: ["###########", "############"],
        setTopBoxes: ["stb*", "dc*"],
        usualWaitMinutes: 12,
        serviceType: null,
      },
      problem: null,
    },
  ],
  connection: "sandbox",
  session: {
    user: "operator",
    organisation: "DEMO",
    unit: null,
    state: "active",
    ends: null,
    idleSeconds: 3600,
    renewsItself: false,
    stored: true,
  },
  keyring: { state: "ready", detail: null },
  preferences: { ...generated.defaults, theme: "light", density: "comfortable" },
  outbox: { held: 0, queued: 0, sending: 0, notSent: 0, unknown: 0, pending: 0, undecided: 0 },
  notices: [],
  journal: null,
  network: "online",
  sync: null,
  listFaults: [],
  unavailable: [],
};

export function row(part: Partial<RequestRow> & Pick<RequestRow, "key">): RequestRow {
  return {
    connection: "sandbox",
    mine: true,
    id: null,
    number: null,
    state: "pending",
    stateText: null,
    operation: "conax.reset-pin",
    requestType: "UPDATE_CA_PIN_TO_DEFAULT_VALUE",
    provider: "conax",
    smartcard: "01900000001",
    setTopBox: null,
    service: null,
    subscription: "S100",
    created: Date.UTC(2026, 1, 26, 12, 5),
    updated: null,
    user: "operator",
    unit: null,
    priority: null,
    errorCode: null,
    errorText: null,
    group: null,
    waitsFor: null,
    waitsSince: null,
    leavesAt: null,
    heldUntil: null,
    nextTry: null,
    unwatched: false,
    closed: false,
    ...part,
  };
}

export function detail(of: RequestRow, part: Partial<RequestDetail> = {}): RequestDetail {
  return {
    row: of,
    parameters: [],
    request: null,
    response: null,
    referenceNumber: null,
    errorDescription: null,
    problem: null,
    processName: null,
    processImmediately: null,
    scheduled: null,
    executed: null,
    createdBy: null,
    createdUnit: null,
    updated: null,
    updatedBy: null,
    timeline: [],
    body: null,
    path: null,
    raw: null,
    draft: null,
    sheet: null,
    evidence: null,
    ...part,
  };
}

/** The part of the desk's check that the behaviour of the forms depends on. */
function check({ operation, values }: FormDraft): Checked {
  const declared = operationById(operation);
  const errors: FieldProblem[] = [];
  const say = (field: string, fault: string, params = {}) => errors.push({ field, fault, params });
  const has = (name: string) => Object.keys(values).some((input) => input === name || input.startsWith(`${name}.`));
  for (const { name, need, kind } of declared?.fields ?? []) {
    const text = values[name] ?? "";
    if (need === "mandatory" && !has(name)) say(name, "required");
    if (kind.type === "pin" && text && !/^\d{4}$/.test(text)) say(name, "badPin", { typed: String(text.length) });
    if (kind.type === "date-time" && text && !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) say(name, "badDate");
  }
  const [first] = declared?.exactlyOneOf ?? [];
  if (first && !declared?.exactlyOneOf.some(has)) say(first, "needsOneOf", { fields: "" });
  return { errors, warnings: [], path: declared?.path ?? "", body: values.pin ? { ...values, pin: "••••" } : values };
}

const WAITING: RequestState[] = ["held", "queued", "sending", "notSent", "unknown"];

/** Keys of this prefix are rows of a bulk retry. */
export const BATCHED = "batched-";

/** The part of the desk's filters that the behaviour of the page depends on. */
function lets(filter: RequestFilter, one: RequestRow) {
  const { text, states, providers, types, users, mine, single, from, to, hasError } = filter;
  const among = (wanted: string[], value: string | null) => wanted.length === 0 || wanted.includes(value ?? "");
  return (
    (text === null || `${one.number} ${one.smartcard}`.includes(text)) &&
    among(states, one.state) &&
    among(providers, one.provider) &&
    among(types, one.requestType) &&
    among(users, one.user) &&
    (!mine || one.mine) &&
    !(single && one.key.startsWith(BATCHED)) &&
    (from === null || (one.created ?? 0) >= from) &&
    (to === null || (one.created ?? 0) < to) &&
    (hasError === null || hasError === (one.errorText !== null))
  );
}

/** The page of the rejected requests where there are none. */
export const noneRejected: Awaited<ReturnType<typeof commands.rejected.rejectedPage>> = {
  groups: [],
  open: 0,
  snoozed: 0,
  dismissed: 0,
  olderThanDay: 0,
  clearedToday: 0,
  assignees: [],
  trendFrom: 0,
  trendStep: 3_600_000,
  synced: null,
};

/** A desk that answers from memory; tests replace the commands under test. */
export function fakeDesk(part: Partial<Snapshot> = {}, rows: RequestRow[] = []) {
  queryClient.clear();
  takeSnapshot({ ...snapshot, ...part });
  fakeEntities(rows);
  fakeHouseholds();
  vi.spyOn(commands.app, "snapshot").mockResolvedValue({ ...snapshot, ...part });
  vi.spyOn(commands.updates, "updates").mockResolvedValue(noUpdates);
  vi.spyOn(commands.app, "restartBlockers").mockResolvedValue({ onTheWire: 0, withPin: 0, batches: 0 });
  vi.spyOn(commands.mirror, "refreshRequests").mockResolvedValue(null);
  vi.spyOn(commands.rejected, "rejectedRequests").mockResolvedValue({ rows: [], total: 0 });
  vi.spyOn(commands.rejected, "rejectedCauses").mockResolvedValue([]);
  vi.spyOn(commands.rejected, "rejectedPage").mockResolvedValue(noneRejected);
  const counted = (values: (string | null)[]): ValueCount[] =>
    [...new Set(values)].flatMap((value) =>
      value === null ? [] : [{ value, count: values.filter((other) => other === value).length }],
    );
  const found = (filter: RequestFilter) => rows.filter((one) => lets(filter, one));
  vi.spyOn(commands.requests, "requestCounts").mockImplementation(async (filter) => ({
    total: found(filter).length,
    states: counted(found({ ...filter, states: [] }).map(({ state }) => state)).map(({ value, count }) => ({
      state: value as RequestState,
      count,
    })),
  }));
  vi.spyOn(commands.requests, "requestFacets").mockImplementation(async () => ({
    providers: counted(rows.map(({ provider }) => provider)),
    types: counted(rows.map(({ requestType }) => requestType)),
    users: counted(rows.map(({ user }) => user)),
    units: counted(rows.map(({ unit }) => unit)),
    priorities: counted(rows.map(({ priority }) => priority)),
  }));
  return {
    requests: vi.spyOn(commands.requests, "requestPage").mockImplementation(async ({ filter, offset, limit }) => ({
      rows: found(filter).slice(offset, offset + limit),
      synced: Date.UTC(2026, 1, 26, 12),
    })),
    outbox: vi.spyOn(commands.outbox, "outboxPage").mockImplementation(async (offset, limit) => {
      const waiting = rows.filter(({ state }) => WAITING.includes(state));
      const here = waiting.filter(({ connection }) => connection === (part.connection ?? snapshot.connection));
      const others = counted(waiting.filter((one) => !here.includes(one)).map(({ connection }) => connection));
      const elsewhere = others.map(({ value, count }) => ({ connection: value, count }));
      return { rows: here.slice(offset, offset + limit), total: here.length, elsewhere };
    }),
    savePreferences: vi.spyOn(commands.app, "savePreferences").mockImplementation(async (preferences) => {
      vi.mocked(commands.app.snapshot).mockResolvedValue({ ...snapshot, ...part, preferences });
      return preferences;
    }),
    request: vi.spyOn(commands.requests, "request").mockImplementation(async (key) => {
      const found = rows.find((one) => one.key === key);
      if (!found) throw { code: "notFound", message: "", detail: null, fields: [], outcome: null };
      return detail(found);
    }),
    checkForm: vi.spyOn(commands.outbox, "checkForm").mockImplementation(async (draft) => check(draft)),
    keepForm: vi.spyOn(commands.outbox, "keepForm").mockResolvedValue(null),
    keptForm: vi.spyOn(commands.outbox, "keptForm").mockResolvedValue(null),
    send: vi
      .spyOn(commands.outbox, "send")
      .mockImplementation(async ({ draft: { operation } }) => row({ key: "new", operation })),
    undo: vi.spyOn(commands.outbox, "undo"),
    cancel: vi.spyOn(commands.outbox, "cancel"),
  };
}

/** The page, with the focus kept as in the window. */
function Main({ children }: { children: ReactNode }) {
  useKeptFocus();
  return <main>{children}</main>;
}

/** Renders one part of a page with the providers of a page. */
export function openOne(part: ReactNode) {
  const root = createRootRoute({ component: () => <Main>{part}</Main>, notFoundComponent: () => null });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  const drawn = render(
    <QueryClientProvider client={queryClient}>
      <Appearance choice="light">
        {/* Only the window's own router is known to the types. */}
        <RouterProvider router={router as never} />
      </Appearance>
    </QueryClientProvider>,
  );
  return { user: userEvent.setup(), router, ...drawn };
}

/** Renders the pages without the layout around them. */
export function open(path: string) {
  const root = createRootRoute({
    component: () => (
      <Main>
        <Outlet />
      </Main>
    ),
  });
  const route = (to: string, component: () => ReactNode) =>
    createRoute({ getParentRoute: () => root, path: to, component });
  const requests = route("/requests", RequestsPage);
  const rejected = route("/rejected", RejectedPage);
  const router = createRouter({
    routeTree: root.addChildren([
      route("/operations/$operationId", OperationPage),
      requests.addChildren([createRoute({ getParentRoute: () => requests, path: "$key" })]),
      rejected.addChildren([createRoute({ getParentRoute: () => rejected, path: "$key" })]),
      route("/handover", () => "Handover"),
      route("/home", () => "Home"),
      route("/settings", () => "Settings"),
    ]),
    history: createMemoryHistory({ initialEntries: [path] }),
    parseSearch,
    stringifySearch,
  });
  const user = userEvent.setup();
  const drawn = render(
    <QueryClientProvider client={queryClient}>
      <Appearance choice="light">
        {/* Only the window's own router is known to the types. */}
        <RouterProvider router={router as never} />
      </Appearance>
    </QueryClientProvider>,
  );
  return { user, router, ...drawn };
}

/** Runs axe. jsdom renders nothing, so contrast is checked in the window tests. */
export async function expectNoViolations() {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}
