import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { outlived, useOutliving } from "../../state/outliving";
import { useSnapshot } from "../../state/snapshot";
import { createStore } from "../../state/store";
import type { ScannedNumber } from "./pairing/pairing";
import { fieldDayQuery } from "./queries";

/** What waits, and what needs a decision, is shown over the page. */
export const sheetOpen = createStore(false);

/** Decisions that the sheet opened for by itself, so that it does so once for each. */
export const toldDecisions = createStore<ReadonlySet<string>>(new Set());

/** The CA system that was chosen last, where the numbers do not tell it: a day's cards are usually alike. */
export const chosenSystem = createStore<"conax" | "nagravision" | undefined>(undefined);

interface Hand {
  card?: ScannedNumber;
  box?: ScannedNumber;
}

/** The card and the box in hand, also after the page was loaded anew. */
export function useHand(place: string) {
  const [hand, setHand] = useState<Hand>(() => outlived<Hand>(place) ?? {});
  useOutliving(place, hand);
  return [hand, setHand] as const;
}

/** Whether the server is away, and since when, where that is known. */
export function useServerAway(): { away: boolean; since: number | null } {
  const { network } = useSnapshot();
  const since = useQuery(fieldDayQuery).data?.awaySince ?? null;
  return { away: network === "offline" || since !== null, since };
}
