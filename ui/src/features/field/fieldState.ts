import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { createStore } from "../../state/createStore";
import { useFilledForm } from "../../state/filledForms";
import { outlived, useOutliving } from "../../state/reloadMemory";
import { useSnapshot } from "../../state/snapshot";
import type { ScannedNumber } from "./pairing/pairing";
import { fieldDayQuery } from "./queries";

/** Whether the sheet of waiting requests and decisions is open. */
export const sheetOpen = createStore(false);

/** Decisions that the sheet was already opened for, so that it opens once for each. */
export const openedDecisions = createStore<ReadonlySet<string>>(new Set());

/** The last chosen CA system, where the numbers do not tell it: a day's cards are usually alike. */
export const chosenSystem = createStore<"conax" | "nagravision" | undefined>(undefined);

interface ScannedPair {
  card?: ScannedNumber;
  box?: ScannedNumber;
}

/** The scanned card and box. They survive a reload of the page. */
export function useScannedPair(place: string) {
  const [hand, setHand] = useState<ScannedPair>(() => outlived<ScannedPair>(place) ?? {});
  useOutliving(place, hand);
  useFilledForm(hand.card !== undefined || hand.box !== undefined);
  return [hand, setHand] as const;
}

/** Whether the server is unreachable, and since when, if known. */
export function useServerAway(): { away: boolean; since: number | null } {
  const { network } = useSnapshot();
  const since = useQuery(fieldDayQuery).data?.awaySince ?? null;
  return { away: network === "offline" || since !== null, since };
}
