import type { RejectedSelection, RequestRow } from "../../api/bindings";
import { allOpen } from "../../api/queries";
import { createStore } from "../../state/createStore";
import type { RequestedForm } from "./retryForm";

/** The form that `RetryHost` opens. */
export const requestedForm = createStore<RequestedForm | null>(null);

/** Opens the prefilled form of a rejected request, or the form that re-syncs its subscription. */
export const openRetryForm = {
  form: (key: string) => requestedForm.set({ key, resync: false }),
  resync: (key: string) => requestedForm.set({ key, resync: true }),
};

interface RequestedRetry {
  selection: RejectedSelection;
  /** The name of the cause or of the request. */
  title: string;
}

/** The rejected requests that `RetryHost` offers to send again as they are, after a dry run. */
export const requestedRetry = createStore<RequestedRetry | null>(null);

/** The selection of these rejected requests, with their causes, whose advice the dry run shows. */
export const retryOf = (rows: readonly Pick<RequestRow, "key" | "group">[]): RejectedSelection => ({
  all: false,
  keys: rows.map(({ key }) => key),
  view: { ...allOpen, groups: [...new Set(rows.flatMap(({ group }) => group ?? []))] },
});

export const openRetry = (retry: RequestedRetry) => requestedRetry.set(retry);
