import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { commands, type Resolved } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import type { Provider } from "../../../state/catalogue";
import type { Wanted } from "./names";

const PAUSE = 150;
/** An answer that comes sooner needs no sign that it is coming. */
const SOON = 200;

export interface LookUp {
  /** About the text as it stands, never about an older one. */
  resolved: Resolved | undefined;
  /** It takes long enough to say so. */
  asking: boolean;
  /** Asks without waiting for another key. */
  now: () => void;
}

/** Looks a text up a moment after the last key. */
export function useLookUp(wanted: Wanted | undefined, text: string, provider: Provider): LookUp {
  const typed = text.trim();
  const [rested, setRested] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setRested(typed), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);

  const asks = wanted !== undefined && typed !== "" && rested === typed;
  const { data, isFetching } = useQuery({
    queryKey: ["things", "resolve", wanted?.kind, typed, wanted?.by, provider],
    queryFn: () =>
      commands.lookups
        .resolve(
          { kind: wanted?.kind ?? "item", text: typed, by: wanted?.by ?? null },
          provider === "provisioning" ? null : provider,
        )
        .catch(notChecked),
    enabled: asks,
  });
  const asking = useLasting(asks && isFetching && data === undefined);
  return { resolved: asks ? data : undefined, asking, now: () => setRested(typed) };
}

const notChecked = (reason: unknown): Resolved => ({
  state: "notChecked",
  thing: null,
  wrongKind: false,
  others: [],
  problem: asProblem(reason),
  eleven: null,
});

/** True once it has been true for a while. */
function useLasting(on: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!on) return;
    const timer = setTimeout(() => setLasting(true), SOON);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [on]);
  return lasting;
}
