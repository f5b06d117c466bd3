import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { FieldJob, FormDraft, Resolved } from "../../../api/bindings";
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

/** Everything that follows from a card and a box: what they are, and what a request makes of them. */
export function usePairing(
  scanned: { card?: ScannedNumber; box?: ScannedNumber },
  job: FieldJob | undefined,
  sent: boolean,
) {
  const { unavailable } = useSnapshot();
  const chosen = chosenSystem.use();
  const [chosenWay, setChosenWay] = useState<{ card: string; way: PairingMode }>();
  // What the job expects is in hand until something was sent for it: nothing is sent twice by one more Enter.
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
  const cardSystem = asSystem(namedCard?.thing?.provider);
  const boxSystem = asSystem(namedBox?.thing?.provider);
  const told = cardSystem ?? boxSystem;
  const only = offered.length === 1 ? offered[0] : undefined;
  const system: CaSystem | undefined = told ?? only ?? chosen;

  const subscription =
    job?.draft.subscription ?? namedCard?.thing?.subscription ?? namedBox?.thing?.subscription ?? null;
  const filled = namedCard && namedBox && { card: namedCard, box: namedBox, subscription };
  // What is known now is the same whichever way it is sent, and decides which ways there are.
  const now = usePreview(filled && system && pairingDraft(system, "create", filled));
  const known = now.data;
  const paired = namedCard && known && pairingOf(namedCard, known.before);
  const choosesWay = system === "conax" && paired !== undefined;
  // Adding takes nothing away from anybody.
  // A choice is of one card, and not of the next.
  const way: PairingMode = !choosesWay ? "create" : chosenWay?.card === card?.text ? (chosenWay?.way ?? "add") : "add";
  const draft = filled && system && pairingDraft(system, way, filled);
  const preview = usePreview(draft).data;
  const late = useLate(`${card?.text} ${box?.text}`);
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
    /** Nothing tells the CA system, and the server knows both. */
    asksSystem: told === undefined && only === undefined,
    differ: cardSystem !== undefined && boxSystem !== undefined && cardSystem !== boxSystem,
    chooseSystem: chosenSystem.set,
    choosesWay,
    way,
    setWay: (next: PairingMode) => setChosenWay({ card: card?.text ?? "", way: next }),
    draft,
    preview,
    /** What is looked up may change what is sent. A server that is slow to answer holds nobody up. */
    checking: Boolean(looking) && !late,
  };
}

export type PairingState = ReturnType<typeof usePairing>;

const unasked: Resolved = {
  state: "notChecked",
  thing: null,
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

/** Whether it is a while since `what` changed. */
function useLate(what: string): boolean {
  const [late, setLate] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setLate(what), MAX_LOOKUP_WAIT_MS);
    return () => clearTimeout(timer);
  }, [what]);
  return late === what;
}

const named = (taken: ScannedNumber | undefined, found: Resolved | undefined): NamedEntity | undefined =>
  taken && { text: taken.text, thing: found?.wrongKind ? null : (found?.thing ?? null) };

const empty = { operation: "", values: {} };

function usePreview(draft: FormDraft | undefined) {
  const { data, isLoading } = useQuery({ ...previewQuery(draft ?? empty), enabled: draft !== undefined });
  return { data: draft && data, isLoading };
}
