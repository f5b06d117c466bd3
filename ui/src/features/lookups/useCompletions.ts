import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { commands, type Entity } from "../../api/bindings";
import { finds } from "../../components/words";
import {
  type EntityIdentifier,
  identifierFor,
  identifierOf,
  isSameIdentifier,
  type LookupTarget,
  otherIdentifiers,
} from "./identifiers";
import { servicesQuery } from "./queries";

const DEBOUNCE_MS = 80;
/** Typing on narrows down the rest. */
const MAX_COMPLETIONS = 8;
const MAX_SERVICES = 50;

export interface Completion extends EntityIdentifier {
  entity: Entity;
}

/** Completes the typed text: with known entities of the target's kind, or with services of the server's list. */
export function useCompletions(target: LookupTarget | undefined, text: string, open: boolean) {
  const [typed] = useDebouncedValue(text.trim(), DEBOUNCE_MS);
  const list = target?.kind === "service";
  const suggested = useQuery({
    queryKey: ["entities", "suggest", target?.kind, typed, target?.by],
    queryFn: () => commands.lookups.suggest({ kind: target?.kind ?? "item", text: typed, by: target?.by ?? null }),
    enabled: open && target !== undefined && !list && typed !== "",
    placeholderData: (last) => last,
  });
  const services = useQuery({ ...servicesQuery, enabled: open && list });
  const entities = list
    ? (services.data?.services ?? [])
    : (suggested.data ?? []).flatMap((hit) => (hit.what === "entity" ? [hit.entity] : []));
  const completions =
    target && (list || typed !== "")
      ? entities
          .filter((entity) => fits(entity, text))
          .flatMap((entity): Completion[] => {
            const identifier = identifierFor(entity, target);
            return identifier ? [{ entity, ...identifier }] : [];
          })
          .slice(0, list ? MAX_SERVICES : MAX_COMPLETIONS)
      : [];
  return {
    completions,
    /** The text is a whole identifier of one of them: there is nothing to complete. */
    complete:
      target !== undefined && entities.some((entity) => isSameIdentifier(identifierOf(entity, target.by) ?? "", text)),
    services: list ? services.data : undefined,
  };
}

/** The list may still answer an older text: entities that do not fit the new one are left out. */
function fits(entity: Entity, text: string): boolean {
  return finds([...otherIdentifiers(entity, "").map((other) => other.text), entity.id, entity.name], text);
}
