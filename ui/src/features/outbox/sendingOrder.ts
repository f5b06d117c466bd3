// Moves in the sending order. Pure functions.

import type { RequestRow } from "../../api/bindings";

/** The request is not sent yet, so it can be moved. A request on its way, or with unknown outcome, cannot. */
export const waits = ({ state }: RequestRow) => state === "held" || state === "queued" || state === "notSent";

/** The request waits for a decision of the user, because it may no longer be right. */
export const isDoubted = (row: RequestRow | undefined) => row?.doubt !== undefined && waits(row);

export type Move = "up" | "down" | "first";

/**
 * The target of a move of the row at `place`: the key of the request to put it before, `null` for the end, `undefined`
 * where it stays. The first rows of the outbox may be sent already.
 */
export function targetOf(
  move: Move,
  place: number,
  loaded: ReadonlyMap<number, RequestRow>,
  total: number,
): { before: string | null } | undefined {
  if (move === "down") {
    if (place >= total - 1) return undefined;
    if (place === total - 2) return { before: null };
    const below = loaded.get(place + 2);
    return below && { before: below.key };
  }
  const above = loaded.get(place - 1);
  if (!above || !waits(above)) return undefined;
  if (move === "up") return { before: above.key };
  const first = [...loaded].filter(([at, row]) => at < place && waits(row)).sort(([a], [b]) => a - b)[0];
  return first && { before: first[1].key };
}
