import { useEffect, useState } from "react";
import type { EntityPage } from "../../api/bindings";

const HIGHLIGHT_MS = 5_000;

/** The values shown on the page, by the names of their facts. */
function factsOf({ entity, subscription, account, ownership, pairing }: EntityPage): Record<string, string> {
  const facts = {
    ca_id: entity.caId,
    serial_number: entity.serialNumber,
    alternative_code: entity.alternativeCode,
    id: entity.id,
    number: entity.number,
    code: entity.code,
    kind: entity.kind,
    name: entity.name,
    state: entity.state,
    ownership,
    account,
    subscription: subscription?.number ?? entity.subscription,
    subscriptionState: subscription?.state,
    subscriptionName: subscription?.name,
    smartcards: pairing?.smartcards.join(" "),
    setTopBoxes: pairing?.setTopBoxes.join(" "),
  };
  return Object.fromEntries(Object.entries(facts).map(([name, text]) => [name, text ?? ""]));
}

export function changesBetween(before: EntityPage, after: EntityPage): ReadonlySet<string> {
  const [old, now] = [factsOf(before), factsOf(after)];
  return new Set(Object.keys(now).filter((name) => now[name] !== old[name]));
}

const NONE: ReadonlySet<string> = new Set();

/** The names of the facts that the last refresh changed, for `HIGHLIGHT_MS`. */
export function useChanges(page: EntityPage): ReadonlySet<string> {
  const [seen, setSeen] = useState(page);
  const [changes, setChanges] = useState(NONE);
  if (seen !== page) {
    setSeen(page);
    // On the first answer every value is new, and highlighting all of them says nothing.
    const now = seen.known ? changesBetween(seen, page) : NONE;
    // Earlier highlights stay until their time is over.
    if (now.size > 0) setChanges(new Set([...changes, ...now]));
  }
  useEffect(() => {
    if (changes.size === 0) return;
    const timer = setTimeout(() => setChanges(NONE), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [changes]);
  return changes;
}
