import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { FieldJobView, FormDraft, Resolved } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { useSnapshot } from "../../../state/snapshot";
import { chosenSystem } from "../fieldState";
import { previewQuery, resolvedQuery } from "../queries";
import {
  asSystem,
  type CaSystem,
  type NamedEntity,
  operationOf,
  type PairingMode,
  pairingDraft,
  pairingOf,
  type ScannedNumber,
} from "./pairing";

/** Derives everything from a card and a box: their look-ups, the known pairing, and the request to send. */
export function usePairing(
  scanned: { card?: ScannedNumber; box?: ScannedNumber },
  job: FieldJobView | undefined,
  sent: boolean,
) {
  const { unavailable } = useSnapshot();
  const chosen = chosenSystem.use();
  const [chosenWay, setChosenWay] = useState<{ card: string; way: PairingMode }>();
  // The numbers that the job expects count as scanned until a request was sent for it: one more Enter sends nothing
  // twice.
  const fresh = !sent && (!job?.row || job.row.state === "cancelled");
  const expected = (text: string | null | undefined): ScannedNumber | undefined =>
    fresh && text ? { text, from: "job" } : undefined;
  const card = scanned.card ?? expected(job?.draft.smartcard);
  const box = scanned.box ?? expected(job?.draft.setTopBox);

  const cardFound = useFound("smartcard", card);
  const boxFound = useFound("setTopBox", box);
  const namedCard = named(card, cardFound);
  const namedBox = named(box, boxFound);

  const offered = (["conax", "nagravision"] as const).filter(
    (system) => !unavailable.some(({ operation }) => operation === operationOf(system, "create").id),
  );
  const cardSystem = asSystem(namedCard?.entity?.provider);
  const boxSystem = asSystem(namedBox?.entity?.provider);
  const namedSystem = cardSystem ?? boxSystem;
  const only = offered.length === 1 ? offered[0] : undefined;
  const system: CaSystem | undefined = namedSystem ?? only ?? chosen;

  const subscription =
    job?.draft.subscription ?? namedCard?.entity?.subscription ?? namedBox?.entity?.subscription ?? null;
  const filled = namedCard && namedBox && { card: namedCard, box: namedBox, subscription };
  // The known pairing is independent of the mode, and determines the possible modes.
  const now = usePreview(filled && system && pairingDraft(system, "create", filled));
  const known = now.data;
  const paired = namedCard && known && pairingOf(namedCard, known.before);
  const choosesWay = system === "conax" && paired !== undefined;
  // Adding is the default, because it removes no pairing. A choice applies to one card only.
  const way: PairingMode = !choosesWay ? "create" : chosenWay?.card === card?.text ? (chosenWay?.way ?? "add") : "add";
  const draft = filled && system && pairingDraft(system, way, filled);
  const preview = usePreview(draft).data;
  const late = useLookupTimeout(`${card?.text} ${box?.text}`);
  const looking = (card && !cardFound) || (box && !boxFound) || now.isLoading;

  return {
    card,
    box,
    cardFound,
    boxFound,
    namedCard,
    namedBox,
    subscription,
    system,
    /** The CA system is unknown, and the server has both. */
    asksSystem: namedSystem === undefined && only === undefined,
    differ: cardSystem !== undefined && boxSystem !== undefined && cardSystem !== boxSystem,
    chooseSystem: chosenSystem.set,
    choosesWay,
    way,
    setWay: (next: PairingMode) => setChosenWay({ card: card?.text ?? "", way: next }),
    draft,
    preview,
    /** The look-up may change the request. A slow server delays sending by at most `MAX_LOOKUP_WAIT_MS`. */
    checking: Boolean(looking) && !late,
  };
}

export type PairingState = ReturnType<typeof usePairing>;

const unasked: Resolved = {
  state: "notChecked",
  entity: null,
  wrongKind: false,
  others: [],
  problem: null,
  eleven: null,
};
const nothing = { kind: "item", text: "", by: null } as const;

function useFound(kind: "smartcard" | "setTopBox", taken: ScannedNumber | undefined): Resolved | undefined {
  const of = taken ? { kind, text: taken.text, by: null } : nothing;
  const { data, error } = useQuery({ ...resolvedQuery(of, null), enabled: taken !== undefined });
  if (!taken) return undefined;
  return data ?? (error ? { ...unasked, problem: asProblem(error) } : undefined);
}

const MAX_LOOKUP_WAIT_MS = 2_000;

/** Whether `key` has been unchanged for `MAX_LOOKUP_WAIT_MS`. */
function useLookupTimeout(key: string): boolean {
  const [late, setLate] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setLate(key), MAX_LOOKUP_WAIT_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return late === key;
}

const named = (taken: ScannedNumber | undefined, found: Resolved | undefined): NamedEntity | undefined =>
  taken && { text: taken.text, entity: found?.wrongKind ? null : (found?.entity ?? null) };

const empty = { operation: "", values: {} };

function usePreview(draft: FormDraft | undefined) {
  const { data, isLoading } = useQuery({ ...previewQuery(draft ?? empty), enabled: draft !== undefined });
  return { data: draft && data, isLoading };
}
