// The content of a notification of the system. Others see it too, so it has no number and no name of a customer.

import type { BatchView, RequestState } from "../../api/bindings";

/** The end of a request. */
export interface Ended {
  key: string;
  job: string;
  state: RequestState;
}

/** Ended requests that the user has not seen yet. */
export interface Tally {
  counts: Partial<Record<RequestState, number>>;
  /** The only one of them. */
  only: Ended | null;
}

export const NOTHING_ENDED: Tally = { counts: {}, only: null };

const added = (counts: Tally["counts"], state: RequestState, count: number): Tally["counts"] =>
  count === 0 ? counts : { ...counts, [state]: (counts[state] ?? 0) + count };

export const totalOf = ({ counts }: Tally) => Object.values(counts).reduce((sum, count) => sum + count, 0);

export const withRequest = (tally: Tally, ended: Ended): Tally => ({
  counts: added(tally.counts, ended.state, 1),
  only: totalOf(tally) === 0 ? ended : null,
});

/** The requests of a bulk retry count when it ends, and not one by one. */
export function withBatch({ counts }: Tally, { completed, rejected, failed, unknown }: BatchView): Tally {
  const parts = [
    ["completed", completed],
    ["rejected", rejected],
    ["refused", failed],
    ["unknown", unknown],
  ] as const;
  return { counts: parts.reduce((sum, [state, count]) => added(sum, state, count), counts), only: null };
}
