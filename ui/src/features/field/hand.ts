import { useState } from "react";
import { outlived, useOutliving } from "../../state/outliving";
import type { Taken } from "./pairing/pairing";

export interface Hand {
  card?: Taken;
  box?: Taken;
}

/** The card and the box in hand, also after the page was loaded anew. */
export function useHand(place: string) {
  const [hand, setHand] = useState<Hand>(() => outlived<Hand>(place) ?? {});
  useOutliving(place, hand);
  return [hand, setHand] as const;
}
