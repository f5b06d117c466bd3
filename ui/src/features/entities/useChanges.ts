import { useEffect, useState } from "react";
import type { ThingPage } from "../../api/bindings";

const HIGHLIGHT_MS = 5_000;

/** What a person reads on the page, by the names of its facts. */
function factsOf({ thing, subscription, account, ownership, pairing }: ThingPage): Record<string, string> {
  const facts = {
    ca_id: thing.caId,
    serial_number: thing.serialNumber,
    alternative_code: thing.alternativeCode,
    id: thing.id,
    number: thing.number,
    code: thing.code,
    kind: thing.kind,
    name: thing.name,
    state: thing.state,
    ownership,
    account,
    subscription: subscription?.number ?? thing.subscription,
    subscriptionState: subscription?.state,
    subscriptionName: subscription?.name,
    smartcards: pairing?.smartcards.join(" "),
    setTopBoxes: pairing?.setTopBoxes.join(" "),
  };
  return Object.fromEntries(Object.entries(facts).map(([name, text]) => [name, text ?? ""]));
}

export function changesBetween(before: ThingPage, after: ThingPage): ReadonlySet<string> {
  const [old, now] = [factsOf(before), factsOf(after)];
  return new Set(Object.keys(now).filter((name) => now[name] !== old[name]));
}

const NONE: ReadonlySet<string> = new Set();

/** The values that another reading of the same thing changed, for five seconds. */
export function useChanges(page: ThingPage): ReadonlySet<string> {
  const [seen, setSeen] = useState(page);
  const [changes, setChanges] = useState(NONE);
  if (seen !== page) {
    setSeen(page);
    // All of what was not known at all is new, and a page full of marks says nothing.
    const now = seen.known ? changesBetween(seen, page) : NONE;
    // What is marked already stays so until its time is over.
    if (now.size > 0) setChanges(new Set([...changes, ...now]));
  }
  useEffect(() => {
    if (changes.size === 0) return;
    const timer = setTimeout(() => setChanges(NONE), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [changes]);
  return changes;
}
