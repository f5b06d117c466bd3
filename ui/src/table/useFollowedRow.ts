import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useEffectEvent } from "react";

/** A row that the grid keeps in the middle, until the user scrolls or moves the focus. */
export interface FollowedRow {
  /** Absent until it is known. */
  place: number | undefined;
  onLeave: () => void;
}

/** What a user scrolls with. The keys of the grid move the focus. */
const BY_HAND = ["wheel", "pointerdown", "touchmove"] as const;

const moves = () => !window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Scrolls to a row as it changes: a short way is seen, unless the user wants no motion. */
export function useFollowedRow(
  scroller: RefObject<HTMLElement | null>,
  virtual: Virtualizer<HTMLDivElement, Element>,
  follow: FollowedRow | undefined,
) {
  const place = follow?.place;
  const following = follow !== undefined;
  const leave = useEffectEvent(() => follow?.onLeave());
  const scroll = useEffectEvent((to: number) => {
    const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
    const near = to >= startIndex && to <= endIndex + (endIndex - startIndex);
    virtual.scrollToIndex(to, { align: "center", behavior: near && moves() ? "smooth" : "auto" });
  });
  useEffect(() => {
    if (place !== undefined) scroll(place);
  }, [place]);
  useEffect(() => {
    const element = scroller.current;
    if (!following || !element) return;
    const left = new AbortController();
    for (const kind of BY_HAND) {
      element.addEventListener(kind, () => leave(), { passive: true, signal: left.signal });
    }
    return () => left.abort();
  }, [following, scroller]);
}
