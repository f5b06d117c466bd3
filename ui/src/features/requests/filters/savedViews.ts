// The named views of the requests page: built-in ones, and those that the user saved.

import type { RequestState, SavedView } from "../../../api/bindings";
import { savePreferences } from "../../../state/snapshot";
import { stringifySearch } from "../../../state/urlSearch";
import { EVERYTHING, type RequestsView, searchOf } from "./requestsView";

/** The built-in views; `name` is a key of the message catalogue. `own` is the filter of the user's own requests. */
export const builtInViews = (own: Pick<RequestsView, "mine" | "users">) =>
  [
    { name: "everything", search: "" },
    { name: "mineToday", search: addressOf({ ...EVERYTHING, ...own, made: "today" }) },
    { name: "mineOpen", search: addressOf({ ...EVERYTHING, ...own, states: OPEN }) },
    { name: "pending", search: "states=pending&sort=created" },
    { name: "rejectedWeek", search: "states=rejected&made=7d" },
    { name: "unknown", search: "states=unknown" },
  ] as const;

const OPEN: RequestState[] = ["held", "queued", "sending", "notSent", "unknown", "pending"];

/** The search part of a view's address, without `?`. */
export const addressOf = (view: RequestsView) => stringifySearch(searchOf(view)).slice(1);

/** Adds a view; a saved view with the same name is replaced in its place. */
export function withView(views: readonly SavedView[], view: SavedView): SavedView[] {
  const at = views.findIndex(({ name }) => name === view.name);
  return at < 0 ? [...views, view] : views.with(at, view);
}

export function renamed(views: readonly SavedView[], from: string, to: string): SavedView[] {
  return views
    .filter(({ name }) => name === from || name !== to)
    .map((view) => (view.name === from ? { ...view, name: to } : view));
}

export const without = (views: readonly SavedView[], gone: string) => views.filter(({ name }) => name !== gone);

export const keepViews = (views: SavedView[]) => savePreferences({ views });
