import { type AnyRouter, type ParsedLocation, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { enterPage, leavePage, useKeptFocus } from "../components/focus";

/** The page within its layout. A pane beside a list, and the search, belong to the same page. */
const pageAt = (router: AnyRouter, location: ParsedLocation) => router.matchRoutes(location)[2]?.id;

/** Gives the focus to the landing of each page that is opened. */
export function useRouteFocus() {
  const router: AnyRouter = useRouter();
  useKeptFocus();
  useEffect(() => {
    const isOther = ({ fromLocation, toLocation }: { fromLocation?: ParsedLocation; toLocation: ParsedLocation }) =>
      fromLocation === undefined || pageAt(router, fromLocation) !== pageAt(router, toLocation);
    const stops = [
      router.subscribe("onBeforeNavigate", (event) => isOther(event) && leavePage()),
      router.subscribe("onRendered", (event) => isOther(event) && enterPage()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [router]);
}
