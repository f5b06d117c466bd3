import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { commands, type Services, type Thing } from "../../../api/bindings";
import { queryClient } from "../../../api/queries";
import { finds } from "../../../components/words";
import { type Choice, choiceOf, nameOf, otherNames, same, type Wanted } from "./names";

const PAUSE = 80;
/** More are narrowed down by typing on. */
const MOST = 8;
const MOST_SERVICES = 50;

export interface Completion extends Choice {
  thing: Thing;
}

const SERVICES = ["things", "services"] as const;

/** What the typed text may become: things of this kind that are known, or services of the server's list. */
export function useCompletions(wanted: Wanted | undefined, text: string, open: boolean) {
  const typed = useRested(text.trim());
  const list = wanted?.kind === "service";
  const suggested = useQuery({
    queryKey: ["things", "suggest", wanted?.kind, typed, wanted?.by],
    queryFn: () => commands.lookups.suggest({ kind: wanted?.kind ?? "item", text: typed, by: wanted?.by ?? null }),
    enabled: open && wanted !== undefined && !list && typed !== "",
    placeholderData: (last) => last,
  });
  const services = useQuery({ queryKey: SERVICES, queryFn: () => commands.lookups.services(), enabled: open && list });
  const things = list
    ? (services.data?.services ?? [])
    : (suggested.data ?? []).flatMap((hit) => (hit.what === "thing" ? [hit.thing] : []));
  const completions =
    wanted && (list || typed !== "")
      ? things
          .filter((thing) => holds(thing, text))
          .flatMap((thing): Completion[] => {
            const choice = choiceOf(thing, wanted);
            return choice ? [{ thing, ...choice }] : [];
          })
          .slice(0, list ? MOST_SERVICES : MOST)
      : [];
  return {
    completions,
    /** One of them is called exactly so: there is nothing to complete. */
    complete: wanted !== undefined && things.some((thing) => same(nameOf(thing, wanted.by) ?? "", text)),
    services: list ? services.data : undefined,
  };
}

export const takeServices = (services: Services) => queryClient.setQueryData(SERVICES, services);

/** Answers to an older text may still stand there: only those that fit the new one as well are shown. */
function holds(thing: Thing, text: string): boolean {
  return finds([...otherNames(thing, "").map(({ name }) => name), thing.id, thing.name], text);
}

function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
