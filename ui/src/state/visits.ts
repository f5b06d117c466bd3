// What a page remembers for the way back to it: each entry of the history has its own scroll, selection and focus.

import { type ParsedLocation, useRouter } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useState } from "react";

/** By entry of the history and part of its page. Until the window closes. */
const remembered = new Map<string, unknown>();
/** Of the oldest entries only the page is left. */
const MOST = 200;

const placeOf = ({ state, href }: ParsedLocation, part: string) => `${state.__TSR_key ?? href} ${part}`;

/** Returns what `now` answered when the user left this entry of the history; `undefined` on the first visit. */
export function useVisit<T>(part: string, now: () => T): T | undefined {
  const router = useRouter();
  const [before] = useState(() => remembered.get(placeOf(router.latestLocation, part)) as T | undefined);
  const leave = useEffectEvent((from: ParsedLocation) => {
    const place = placeOf(from, part);
    remembered.delete(place);
    remembered.set(place, now());
    const [oldest] = remembered.keys();
    if (remembered.size > MOST && oldest !== undefined) remembered.delete(oldest);
  });
  useEffect(
    () => router.subscribe("onBeforeNavigate", ({ fromLocation }) => fromLocation && leave(fromLocation)),
    [router],
  );
  return before;
}

/** Leads to where the user came from; at the first page of the window to the page above. */
export function useGoBack(above: string): () => void {
  const router = useRouter();
  return () => {
    if (router.history.canGoBack()) router.history.back();
    else void router.navigate({ to: above });
  };
}
