import { QueryClient, queryOptions } from "@tanstack/react-query";
import { commands, type RequestQuery, type Snapshot } from "../host/bindings";

/** Every answer comes from this computer, so it is never stale by time: events say when it changed. */
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

export const snapshotQuery = queryOptions({ queryKey: ["snapshot"], queryFn: () => commands.snapshot() });

const everything: RequestQuery = { text: null, states: [], mine: false, since: null, limit: 50, offset: 0 };

export const requestsQuery = (query: Partial<RequestQuery>) =>
  queryOptions({
    queryKey: ["requests", query],
    queryFn: () => commands.requests({ ...everything, ...query }),
    placeholderData: (last) => last,
  });

export const requestQuery = (key: string) =>
  queryOptions({ queryKey: ["request", key], queryFn: () => commands.request(key) });

export const refreshSnapshot = () => queryClient.invalidateQueries({ queryKey: snapshotQuery.queryKey });

export const refreshRequests = () =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: ["requests"] }),
    queryClient.invalidateQueries({ queryKey: ["request"] }),
  ]);

export const takeSnapshot = (snapshot: Snapshot) => queryClient.setQueryData(snapshotQuery.queryKey, snapshot);
