import type { RejectedSelection } from "../../../api/bindings";
import { createStore } from "../../../state/createStore";

export interface Planned {
  selection: RejectedSelection;
  title: string;
}

/** What this window had looked through, by the id of its batch. One that was not started can be gone on with here. */
export const planned = createStore<ReadonlyMap<string, Planned>>(new Map());

export function forgetPlan(id: string) {
  const left = new Map(planned.get());
  left.delete(id);
  planned.set(left);
}
