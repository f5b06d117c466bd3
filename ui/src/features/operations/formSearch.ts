const NAMES = ["from", "edit", "retry", "as", "with"] as const;

/**
 * What a form is filled from, by the keys of requests. `from`: after an undo, and to send the same again, which
 * makes a new request. `edit`: a request that waits in the outbox and is changed there. `retry`: a rejected one,
 * to which the new request is linked; `as`: which operation it is, where the request does not tell. `with`: values
 * to start with, by input name, as JSON.
 */
export type FormSearch = { [name in (typeof NAMES)[number]]?: string };

export const formSearch = (search: Record<string, unknown>): FormSearch =>
  Object.fromEntries(NAMES.flatMap((name) => (typeof search[name] === "string" ? [[name, search[name]]] : [])));
