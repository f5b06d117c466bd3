import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type BatchView, type BulkFilter, type BulkRow, commands, type RequestState } from "../../../api/bindings";
import { isSending } from "../../../state/batches";
import { useVisit } from "../../../state/visits";

/** Whether the grid follows the row being sent. */
export interface Following {
  follows: boolean;
  setFollows: (follows: boolean) => void;
  /** Of that row among the shown ones; absent until it is known. */
  place: number | undefined;
}

/** Requests that did not leave yet. */
const WAITING: readonly RequestState[] = ["held", "queued"];
/** At most so many rows wait in the outbox. */
const MOST_WAITING = 20;

/** Follows the row being sent; `undefined` while none is, or while the filter hides it. */
export function useFollowing(
  batch: BatchView | undefined,
  filter: BulkFilter,
  loaded: ReadonlyMap<number, BulkRow>,
): Following | undefined {
  const before = useVisit("follows the row being sent", (): boolean => follows);
  const [follows, setFollows] = useState<boolean>(before ?? true);
  const part = batch && isSending(batch) && filter.show === "part" ? filter.part : undefined;
  const last = useLastSubmitted(part === "all" && follows ? batch : undefined);
  if (part !== "all" && part !== "ready") return undefined;
  const submitted = part === "all" ? last : Math.max(0, (batch?.sent ?? 0) - 1);
  return { follows, setFollows, place: submitted === undefined ? undefined : leavingNow(submitted, loaded) };
}

/** The place of the last row that has a request. */
function useLastSubmitted(batch: BatchView | undefined): number | undefined {
  const sent = batch?.sent ?? 0;
  const { data } = useQuery({
    queryKey: ["bulk", "lastSubmitted", batch?.id, sent],
    queryFn:
      batch && sent > 0
        ? async () => {
            const { rows } = await commands.bulk.bulkRows(batch.id, { show: "part", part: "ready" }, sent - 1, 1);
            return rows[0]?.place ?? 0;
          }
        : skipToken,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  return data;
}

/** Goes back over the rows whose requests wait in the outbox. */
function leavingNow(submitted: number, loaded: ReadonlyMap<number, BulkRow>): number {
  for (let place = submitted; place > submitted - MOST_WAITING; place -= 1) {
    const request = loaded.get(place)?.request;
    if (request && !WAITING.includes(request.state)) return place;
  }
  return submitted;
}
