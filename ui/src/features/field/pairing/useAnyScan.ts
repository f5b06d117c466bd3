import { useScanTarget } from "../../scanner";

/** For a page without places for a card and a box: every scan is its own, whatever it is of. */
export function useAnyScan(take: (text: string) => void) {
  useScanTarget("smartcard", take);
  useScanTarget("setTopBox", take);
  useScanTarget("any", take);
}
