// Moves in the order of leaving. Pure.
import type { RequestRow } from "../../api/bindings";

/** It has not left, so its place can change; what is on its way or may have arrived has none. */
export const waits = ({ state }: RequestRow) => state === "held" || state === "queued" || state === "notSent";

/** It waits for somebody's word, and says for what reason. */
export const isDoubted = (row: RequestRow | undefined) => row?.doubt !== undefined && waits(row);

export type Move = "up" | "down" | "first";

/**
 * Before which request a move puts the one at `place`: its key, `null` for the end, nothing where it stays. The
 * first rows of the outbox may be ones that have left.
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
