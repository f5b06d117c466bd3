import { queryOptions } from "@tanstack/react-query";
import { type Batch, type BatchPart, type BatchState, commands } from "../host/bindings";
import { queryClient } from "./queries";
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
    const batches = await commands.batches();
    for (const batch of batches) remember(batch);
    return batches;
  },
});

export const batchQuery = (id: string) => queryOptions({ queryKey: ["batch", id], queryFn: () => commands.batch(id) });

/** `change` is what the rows hang on: when it grows, they are asked for again. */
export const batchRowsQuery = (id: string, part: BatchPart, offset: number, limit: number, change: number) =>
  queryOptions({
    queryKey: ["batchRows", id, part, offset, limit, change],
    queryFn: () => commands.batchRows(id, part, offset, limit),
    placeholderData: (last) => last,
  });

/** What a command answered, or the desk told: every place that shows the batch has it at once. */
export function takeBatch(batch: Batch): Batch {
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
