import { useQuery } from "@tanstack/react-query";
import { requestsQuery } from "../desk/queries";
import type { RequestRow } from "../host/bindings";

const NONE: RequestRow[] = [];

/** This desk's requests in their undo hold, the newest first. */
export function useHeld(): RequestRow[] {
  return useQuery(requestsQuery({ mine: true, states: ["held"], limit: 5 })).data?.rows ?? NONE;
}
