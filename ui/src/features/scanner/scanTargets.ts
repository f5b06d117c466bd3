import { useEffect, useEffectEvent } from "react";

/** The kind of scan that a part of the page takes: cards, boxes, or all scans that no other part takes. */
type ScanKind = "smartcard" | "setTopBox" | "any";

interface ScanTarget {
  kind: ScanKind;
  take: (text: string) => void;
}

const targets: ScanTarget[] = [];

/**
 * Registers a part of the page as the target of scans, independent of the focus. Of two targets for one kind the
 * later one wins.
 */
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

/** Takes every scan, for pages without separate targets for cards and boxes. */
export function useAllScans(take: (text: string) => void) {
  useScanTarget("smartcard", take);
  useScanTarget("setTopBox", take);
  useScanTarget("any", take);
}
