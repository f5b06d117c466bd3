const NAMES = ["from", "edit", "retry", "as", "with"] as const;

/**
 * The search parameters that fill a form, by the keys of requests. `from`: a request that was undone or is to be sent
 * again, which makes a new request. `edit`: a request that waits in the outbox and is edited. `retry`: a rejected
 * request, to which the new one is linked; `as`: its operation, where the request does not name it. `with`: initial
 * values by input name, as JSON.
 */
export type FormSearch = { [name in (typeof NAMES)[number]]?: string };

export const formSearch = (search: Record<string, unknown>): FormSearch =>
  Object.fromEntries(NAMES.flatMap((name) => (typeof search[name] === "string" ? [[name, search[name]]] : [])));
