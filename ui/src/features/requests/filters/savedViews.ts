// The named views of the requests page: built-in ones, and those that the user saved.

import type { SavedView } from "../../../api/bindings";
import { savePreferences } from "../../../state/snapshot";
import { stringifySearch } from "../../../state/urlSearch";
import { type RequestsView, searchOf } from "./requestsView";

/** `name` is a key of the message catalogue. */
export const BUILT_IN = [
  { name: "everything", search: "" },
  { name: "mineToday", search: "made=today&mine=true" },
  { name: "mineOpen", search: "states=held,queued,sending,notSent,unknown,pending&mine=true" },
  { name: "pending", search: "states=pending&sort=created" },
  { name: "rejectedWeek", search: "states=rejected&made=7d" },
  { name: "unknown", search: "states=unknown" },
] as const;

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
