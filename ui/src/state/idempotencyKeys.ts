// Idempotency keys of open forms and of calls that are under way, by their place on the page. They outlive a reload of the
// page before the answer arrived, and nothing else: leaving the form by hand starts a new one.

import { commands } from "../api/bindings";

const ITEM_PREFIX = "key of ";
const holders = new Map<string, number>();

/** Remembers a key until all its holders called the returned function. */
export function holdKey(place: string, key: string): () => void {
  sessionStorage.setItem(ITEM_PREFIX + place, key);
  holders.set(key, (holders.get(key) ?? 0) + 1);
  return () => {
    const left = (holders.get(key) ?? 1) - 1;
    if (left > 0) {
      holders.set(key, left);
      return;
    }
    holders.delete(key);
    forget(place, key);
  };
}

function forget(place: string, key: string) {
  if (keyOf(place) === key) sessionStorage.removeItem(ITEM_PREFIX + place);
}

/** Runs a call under a key. The page may be reloaded, or the form be left, before the desk answers. */
export async function underKey<T>(place: string, key: string, call: () => Promise<T>): Promise<T> {
  const release = holdKey(place, key);
  try {
    const made = await call();
    forget(place, key);
    return made;
  } finally {
    release();
  }
}

/** The key that a place has, or had before the page was loaded anew. */
export const keyOf = (place: string): string | undefined => sessionStorage.getItem(ITEM_PREFIX + place) ?? undefined;

/** The former key of a place, and whether it became a row. One that did is forgotten: the next request there is another one. */
export async function keyBefore(place: string): Promise<{ key: string; sent: boolean } | undefined> {
  const key = keyOf(place);
  if (key === undefined) return undefined;
  const sent = await commands.requests.request(key).then(
    () => true,
    () => false,
  );
  if (sent) forget(place, key);
  return { key, sent };
}
