// The keys of forms that are open and of calls that are under way, by where on the page they are. They outlive a page that
// is loaded anew before it heard what became of them, and nothing else: whoever leaves the form by hand begins a new one.
import { commands } from "../api/bindings";

const ITEM = "key of ";
const holders = new Map<string, number>();

/** Remembers a key until what is returned is called, by everybody who holds it. */
export function holdKey(place: string, key: string): () => void {
  sessionStorage.setItem(ITEM + place, key);
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
  if (keyOf(place) === key) sessionStorage.removeItem(ITEM + place);
}

/** Makes what has a key. The page may be loaded anew, or the form be left, before the desk has answered. */
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
export const keyOf = (place: string): string | undefined => sessionStorage.getItem(ITEM + place) ?? undefined;

/** The same, and whether it has become a row. One that has is forgotten: what comes next there is another one. */
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
