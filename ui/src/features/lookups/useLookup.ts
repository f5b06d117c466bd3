import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { commands, type Resolved } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import type { Provider } from "../../state/catalogue";
import type { LookupTarget } from "./identifiers";

const DEBOUNCE_MS = 150;
/** No progress indicator is shown for answers within this time. */
const PROGRESS_AFTER_MS = 200;

export interface Lookup {
  /** The answer for the current text, never for an older one. */
  resolved: Resolved | undefined;
  /** The look-up runs for longer than `PROGRESS_AFTER_MS`. */
  pending: boolean;
  /** Looks the text up immediately. */
  now: () => void;
}

/** Looks up the typed text, `DEBOUNCE_MS` after the last key. */
export function useLookup(target: LookupTarget | undefined, text: string, provider: Provider): Lookup {
  const typed = text.trim();
  const [rested, setRested] = useState(typed);
  const rest = useDebouncedCallback(setRested, DEBOUNCE_MS);
  useEffect(() => rest(typed), [typed, rest]);

  const asks = target !== undefined && typed !== "" && rested === typed;
  const { data, isFetching } = useQuery({
    queryKey: ["entities", "resolve", target?.kind, typed, target?.by, provider],
    queryFn: () =>
      commands.lookups
        .resolve(
          { kind: target?.kind ?? "item", text: typed, by: target?.by ?? null },
          provider === "provisioning" ? null : provider,
        )
        .catch(notChecked),
    enabled: asks,
  });
  const pending = useLasting(asks && isFetching && data === undefined);
  return { resolved: asks ? data : undefined, pending, now: () => setRested(typed) };
}

const notChecked = (reason: unknown): Resolved => ({
  state: "notChecked",
  entity: null,
  wrongKind: false,
  others: [],
  problem: asProblem(reason),
  eleven: null,
});

/** True once `on` has been true for `PROGRESS_AFTER_MS`. */
function useLasting(on: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!on) return;
    const timer = setTimeout(() => setLasting(true), PROGRESS_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [on]);
  return lasting;
}
