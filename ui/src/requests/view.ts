// What the page shows, as it stands in the address: it can be linked to, and comes back with a step back.
import type { RequestQuery, RequestState } from "../host/bindings";

export interface View {
  text: string;
  states: RequestState[];
  mine: boolean;
}

/** In the order of a request's life; the chips stand in it. */
export const STATES: readonly RequestState[] = [
  "held",
  "queued",
  "sending",
  "notSent",
  "unknown",
  "pending",
  "completed",
  "rejected",
  "refused",
  "cancelled",
  "other",
];

export function viewOf(search: Record<string, unknown>): View {
  const named = String(search.states ?? "").split(",");
  return {
    // A number in the address is read as one, and is text all the same.
    text: search.text === undefined ? "" : String(search.text),
    states: STATES.filter((state) => named.includes(state)),
    mine: search.mine === true,
  };
}

export function searchOf({ text, states, mine }: View): Record<string, unknown> {
  return {
    ...(text !== "" && { text }),
    ...(states.length > 0 && { states: states.join(",") }),
    ...(mine && { mine }),
  };
}

export function queryOf({ text, states, mine }: View): Pick<RequestQuery, "text" | "states" | "mine"> {
  return { text: text.trim() || null, states, mine };
}

export const isFiltered = ({ text, states, mine }: View) => text.trim() !== "" || states.length > 0 || mine;
