import { QueryClient, queryOptions } from "@tanstack/react-query";
import {
  commands,
  type RejectedQuery,
  type RejectedView,
  type RequestFilter,
  type RequestQuery,
  type Snapshot,
} from "./bindings";

/** The cache of queries. Answers come from this computer and never become stale by time: events invalidate them. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
      retry: false,
      networkMode: "always",
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

export const snapshotQuery = queryOptions({ queryKey: ["snapshot"], queryFn: () => commands.app.snapshot() });

export const everything: RequestFilter = {
  text: null,
  states: [],
  providers: [],
  types: [],
  users: [],
  units: [],
  priorities: [],
  from: null,
  to: null,
  mine: false,
  single: false,
  hasError: null,
};

const newest = { sort: "created", ascending: false, limit: 50, offset: 0 } as const;

type PartialRequestQuery = Partial<Omit<RequestQuery, "filter">> & { filter?: Partial<RequestFilter> };

const toRequestQuery = ({ filter, ...query }: PartialRequestQuery): RequestQuery => ({
  ...newest,
  ...query,
  filter: { ...everything, ...filter },
});

export const requestsQuery = (query: PartialRequestQuery) =>
  queryOptions({
    queryKey: ["requests", query],
    queryFn: () => commands.requests.requestPage(toRequestQuery(query)),
    placeholderData: (last) => last,
  });

export const requestCountsQuery = (filter: Partial<RequestFilter>) =>
  queryOptions({
    queryKey: ["requests", "counts", filter],
    queryFn: () => commands.requests.requestCounts({ ...everything, ...filter }),
    placeholderData: (last) => last,
  });

/** The values that the menus of the filters offer. */
export const requestFacetsQuery = queryOptions({
  queryKey: ["requests", "facets"],
  queryFn: () => commands.requests.requestFacets(),
});

export const outboxQuery = (offset: number, limit: number) =>
  queryOptions({
    queryKey: ["outbox", offset, limit],
    queryFn: () => commands.outbox.outboxPage(offset, limit),
  });

export const requestQuery = (key: string) =>
  queryOptions({ queryKey: ["request", key], queryFn: () => commands.requests.request(key) });

export const rejectedQuery = (query: RejectedQuery) =>
  queryOptions({
    queryKey: ["rejected", "groups", query],
    queryFn: () => commands.rejected.rejectedPage(query),
    placeholderData: (last) => last,
  });

export const rejectedRowsQuery = (view: RejectedView, offset: number, limit: number) =>
  queryOptions({
    queryKey: ["rejected", "rows", view, offset, limit],
    queryFn: () => commands.rejected.rejectedRequests(view, offset, limit),
  });

export const allOpen: RejectedView = { groups: [], show: "open", from: null, to: null, assignee: null, text: null };

/** Counts the open rejected requests, by their list: it is faster than the groups. */
export const openRejectedQuery = queryOptions({
  queryKey: ["rejected", "open"],
  queryFn: async () => (await commands.rejected.rejectedRequests(allOpen, 0, 1)).total,
});

export const comparisonQuery = (key: string) =>
  queryOptions({ queryKey: ["rejected", "comparison", key], queryFn: () => commands.rejected.compare(key) });

export const markHistoryQuery = (key: string) =>
  queryOptions({ queryKey: ["rejected", "marks", key], queryFn: () => commands.rejected.markHistory(key) });

export const causeShapeQuery = (groups: string[]) =>
  queryOptions({ queryKey: ["rejected", "shape", groups], queryFn: () => commands.rejected.causeShape(groups) });

/** Every cause in a few words, for all places that show rejected requests. */
export const causesQuery = queryOptions({
  queryKey: ["rejected", "causes"],
  queryFn: () => commands.rejected.rejectedCauses(),
});

export const oldCausesQuery = queryOptions({
  queryKey: ["rejected", "oldCauses"],
  queryFn: () => commands.rejected.oldCauses(),
});

/** Invalidates the queries on the screen. A first read that is under way may hold older data, so it is repeated. */
async function readAgain(queryKey: readonly string[]): Promise<void> {
  const reading = queryClient.getQueryCache().findAll({ queryKey, fetchStatus: "fetching" });
  const first = reading.filter((query) => query.state.data === undefined);
  await queryClient.invalidateQueries({ queryKey });
  await Promise.all(first.map((query) => queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true })));
}

export const refreshSnapshot = () => readAgain(snapshotQuery.queryKey);
export const refreshRequests = () =>
  Promise.all([readAgain(["requests"]), readAgain(["request"]), readAgain(["outbox"]), readAgain(["history"])]);
export const refreshRejected = () => Promise.all([readAgain(["rejected"]), readAgain(["history"])]);
export const refreshEntities = () => readAgain(["entities"]);
export const refreshField = () => readAgain(["field"]);
export const refreshUpdates = () => readAgain(["updates"]);

export const takeSnapshot = (snapshot: Snapshot) => queryClient.setQueryData(snapshotQuery.queryKey, snapshot);
