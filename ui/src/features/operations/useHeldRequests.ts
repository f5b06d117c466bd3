import { useQuery } from "@tanstack/react-query";
import type { RequestPage, RequestRow } from "../../api/bindings";
import { requestsQuery } from "../../api/queries";
import { isCountingDown } from "../../state/uiState";

const NONE: RequestRow[] = [];
const heldRows = ({ rows }: RequestPage) => rows.filter(isCountingDown);

/** This desk's requests in their undo hold, newest first. */
export function useHeldRequests(): RequestRow[] {
  const held = requestsQuery({ filter: { mine: true, states: ["held"] }, limit: 20 });
  return useQuery({ ...held, select: heldRows }).data ?? NONE;
}
