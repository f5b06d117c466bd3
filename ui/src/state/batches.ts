import { queryOptions } from "@tanstack/react-query";
import { type Batch, type BatchPart, type BatchState, commands } from "../api/bindings";
import { queryClient } from "../api/queries";
import { createStore } from "./store";

/** Batches that went while this window was open: only of these is the end told. */
export const seenGoing = createStore<ReadonlySet<string>>(new Set());

const GOING: readonly BatchState[] = ["canary", "running", "paused"];
/** Something of it is sent, and more may leave. */
export const isGoing = ({ state }: Batch) => GOING.includes(state);
export const isOver = ({ state }: Batch) => state === "done" || state === "stopped";
/** Sent and with an outcome. */
export const settledOf = (batch: Batch) => batch.completed + batch.rejected + batch.failed + batch.unknown;

export const batchesQuery = queryOptions({
  queryKey: ["batches"],
  queryFn: async () => {
    const batches = (await commands.retries.batches()).map(newest);
    for (const batch of batches) remember(batch);
    return batches;
  },
});

export const batchQuery = (id: string) =>
  queryOptions({ queryKey: ["batch", id], queryFn: async () => newest(await commands.retries.batch(id)) });

/** `change` is what the rows hang on: when it grows, they are asked for again. */
export const batchRowsQuery = (id: string, part: BatchPart, offset: number, limit: number, change: number) =>
  queryOptions({
    queryKey: ["batchRows", id, part, offset, limit, change],
    queryFn: () => commands.retries.batchRows(id, part, offset, limit),
    placeholderData: (last) => last,
  });

/** Answers and what the desk tells come by different ways: an older reading may come last. */
function newest(batch: Batch): Batch {
  const known = queryClient.getQueryData<Batch>(["batch", batch.id]);
  return known && known.reading > batch.reading ? known : batch;
}

/** What a command answered, or the desk told: every place that shows the batch has it at once. */
export function takeBatch(told: Batch): Batch {
  const batch = newest(told);
  remember(batch);
  queryClient.setQueryData(batchQuery(batch.id).queryKey, batch);
  queryClient.setQueryData(batchesQuery.queryKey, (known) =>
    known?.some(({ id }) => id === batch.id)
      ? known.map((other) => (other.id === batch.id ? batch : other))
      : known && [batch, ...known],
  );
  return batch;
}

function remember(batch: Batch) {
  const seen = seenGoing.get();
  if (isGoing(batch) && !seen.has(batch.id)) seenGoing.set(new Set(seen).add(batch.id));
}

export function forgetBatch(id: string) {
  const left = new Set(seenGoing.get());
  left.delete(id);
  seenGoing.set(left);
}
