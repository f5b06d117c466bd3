import { useDebouncedCallback, useMediaQuery } from "@mantine/hooks";
import { useEffect } from "react";

/** How long the arrows rest on a row before its request is shown. */
const REST_MS = 150;

/** Pixels from which list, pane and the page of the card stand side by side; `requests.module.css` has the same width. */
export const THREE_COLUMNS = 1600;

export const useIsWide = (from: number): boolean =>
  useMediaQuery(`(min-width: ${from}px)`, false, { getInitialValueInEffect: false });

/** In a wide window an open pane follows the arrows through the list. */
export function useFollowingPane(opened: string | undefined, show: (key: string) => void) {
  const follows = useIsWide(THREE_COLUMNS) && opened !== undefined;
  const walk = useDebouncedCallback((key: string) => key !== opened && show(key), REST_MS);
  // A pane that was closed meanwhile stays closed.
  useEffect(() => {
    if (!follows) walk.cancel();
  }, [follows, walk]);
  return follows ? walk : undefined;
}
