import { createStore } from "../../state/store";
import { type Burst, isFast } from "./rhythm";

/** So many fast keys are no person's any more, long before a scan is complete. */
const CERTAIN = 3;

let burst: Burst = [];
let gapMillis = 0;

export function setBurst(next: Burst, gap: number) {
  burst = next;
  gapMillis = gap;
}
export const currentBurst = () => burst;

/** A scanner is typing at this moment: its keys are no commands. */
export function scanning(at: number): boolean {
  const last = burst.at(-1);
  return last !== undefined && burst.length >= CERTAIN && isFast(burst, gapMillis) && at - last.at <= gapMillis;
}

/** The scan that was recognised last, for whoever sets the scanner up. */
export const lastScan = createStore<{ text: string; presses: Burst } | undefined>(undefined);
