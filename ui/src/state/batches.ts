import { queryOptions } from "@tanstack/react-query";
import { type BatchPart, type BatchState, type BatchView, commands } from "../api/bindings";
import { queryClient } from "../api/queries";
import { createStore } from "./createStore";

/** Batches that ran while this window was open: only their end is announced. */
export const seenGoing = createStore<ReadonlySet<string>>(new Set());

const GOING: readonly BatchState[] = ["canary", "running", "paused"];
/** Whether a batch is sending, or may send more. */
export const isGoing = ({ state }: BatchView) => GOING.includes(state);
/** Whether requests of a batch leave. */
export const isSending = ({ state }: BatchView) => state === "canary" || state === "running";
export const isOver = ({ state }: BatchView) => state === "done" || state === "stopped";
/** Counts the rows of a batch that have an outcome. */
export const settledOf = (batch: BatchView) => batch.completed + batch.rejected + batch.failed + batch.unknown;

export const batchesQuery = queryOptions({
  queryKey: ["batches"],
  queryFn: async () => {
    const batches = (await commands.batches.batches()).map(newest);
    for (const batch of batches) remember(batch);
    return batches;
  },
});

export const batchQuery = (id: string) =>
  queryOptions({ queryKey: ["batch", id], queryFn: async () => newest(await commands.batches.batch(id)) });

/** A window of a batch's rows. They are read again when `change` grows. */
export const batchRowsQuery = (id: string, part: BatchPart, offset: number, limit: number, change: number) =>
  queryOptions({
    queryKey: ["batchRows", id, part, offset, limit, change],
    queryFn: () => commands.retries.batchRows(id, part, offset, limit),
    placeholderData: (last) => last,
  });

/** Answers and events arrive on different channels: an older state may arrive last. */
function newest(batch: BatchView): BatchView {
  const known = queryClient.getQueryData<BatchView>(["batch", batch.id]);
  return known && known.reading > batch.reading ? known : batch;
}

/** Stores a batch from an answer or an event, so that all parts that show it update at once. */
export function takeBatch(incoming: BatchView): BatchView {
  const batch = newest(incoming);
  remember(batch);
  queryClient.setQueryData(batchQuery(batch.id).queryKey, batch);
  queryClient.setQueryData(batchesQuery.queryKey, (known) =>
    known?.some(({ id }) => id === batch.id)
      ? known.map((other) => (other.id === batch.id ? batch : other))
      : known && [batch, ...known],
  );
  return batch;
}

interface Sample {
  at: number;
  settled: number;
}

/** Outcomes of the last minutes, by batch. */
const samples = new Map<string, readonly Sample[]>();
const SAMPLED_MS = 600_000;
/** Fewer outcomes, or in less time, say nothing about the next ones. */
const LEAST_OUTCOMES = 5;
const LEAST_MS = 10_000;

function sample(batch: BatchView) {
  if (batch.state !== "running") {
    samples.delete(batch.id);
    return;
  }
  const at = Date.now();
  const known = samples.get(batch.id) ?? [];
  const settled = settledOf(batch);
  if (known.at(-1)?.settled === settled) return;
  samples.set(batch.id, [...known.filter((one) => at - one.at < SAMPLED_MS), { at, settled }]);
}

/** Outcomes in an hour as in the last minutes; `undefined` until there are enough of them. */
export function outcomesAnHour({ id }: BatchView): number | undefined {
  const known = samples.get(id) ?? [];
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return undefined;
  const [outcomes, time] = [last.settled - first.settled, last.at - first.at];
  return outcomes < LEAST_OUTCOMES || time < LEAST_MS ? undefined : (outcomes * HOUR_MS) / time;
}

const HOUR_MS = 3_600_000;

/** The sheet that is being sent, for the window's title. */
export const sheetOnItsWay = createStore<BatchView | undefined>(undefined);

function remember(batch: BatchView) {
  sample(batch);
  if (batch.kind === "sheet" && isGoing(batch)) sheetOnItsWay.set(batch);
  else if (sheetOnItsWay.get()?.id === batch.id) sheetOnItsWay.set(undefined);
  const seen = seenGoing.get();
  if (isGoing(batch) && !seen.has(batch.id)) seenGoing.set(new Set(seen).add(batch.id));
}

export function forgetBatch(id: string) {
  const left = new Set(seenGoing.get());
  left.delete(id);
  seenGoing.set(left);
}
