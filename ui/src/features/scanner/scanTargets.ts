import { useEffect, useEffectEvent } from "react";

/** What a place of the page takes: cards, boxes, or whatever no other place takes. */
type ScanKind = "smartcard" | "setTopBox" | "any";

interface ScanTarget {
  kind: ScanKind;
  take: (text: string) => void;
}

const targets: ScanTarget[] = [];

/** The page takes what is scanned, whatever has the focus. Of two places for the same kind the later one has it. */
export function useScanTarget(kind: ScanKind, take: (text: string) => void, options: { enabled?: boolean } = {}) {
  const { enabled = true } = options;
  const taken = useEffectEvent(take);
  useEffect(() => {
    if (!enabled) return;
    const target: ScanTarget = { kind, take: (text) => taken(text) };
    targets.push(target);
    return () => {
      targets.splice(targets.indexOf(target), 1);
    };
  }, [kind, enabled]);
}

export const scanTarget = (kind: ScanKind): ScanTarget | undefined => targets.findLast((one) => one.kind === kind);

/** For a page without places for a card and a box: every scan is its own, whatever it is of. */
export function useAllScans(take: (text: string) => void) {
  useScanTarget("smartcard", take);
  useScanTarget("setTopBox", take);
  useScanTarget("any", take);
}
