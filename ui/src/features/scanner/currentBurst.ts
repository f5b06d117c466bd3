import { createStore } from "../../state/createStore";
import { type Burst, isFast } from "./rhythm";

/** This many fast keys cannot be typed by hand; fewer than a complete scan needs. */
const CERTAIN = 3;

let burst: Burst = [];
let gapMillis = 0;

export function setBurst(next: Burst, gap: number) {
  burst = next;
  gapMillis = gap;
}
export const currentBurst = () => burst;

/** A scanner is typing at this moment: its keys are not shortcuts. */
export function scanning(at: number): boolean {
  const last = burst.at(-1);
  return last !== undefined && burst.length >= CERTAIN && isFast(burst, gapMillis) && at - last.at <= gapMillis;
}

/** The last detected scan, shown in the scanner settings. */
export const lastScan = createStore<{ text: string; presses: Burst } | undefined>(undefined);
