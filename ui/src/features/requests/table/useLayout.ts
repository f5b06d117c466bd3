import { useDebouncedCallback } from "@mantine/hooks";
import { useMemo, useState } from "react";
import type { ColumnLayout } from "../../../api/bindings";
import { savePreferences, useSnapshot } from "../../../state/snapshot";
import { layoutOf } from "./layout";
import { useStable } from "./useStable";

/** The table's columns: changed at once on the screen, kept a moment after the last change. */
export function useLayout() {
  const { columns } = useSnapshot().preferences;
  const [changed, setChanged] = useState<ColumnLayout[]>();
  const layout = useMemo(() => changed ?? layoutOf(columns), [changed, columns]);
  const keep = useDebouncedCallback(
    (next: ColumnLayout[]) => {
      // Where it cannot be written the window keeps it until it closes.
      savePreferences({ columns: next }).catch(() => undefined);
    },
    { delay: 500, flushOnUnmount: true },
  );
  return {
    layout,
    change: useStable((next: ColumnLayout[]) => {
      setChanged(layoutOf(next));
      keep(next);
    }),
    /** The usual ones, as on the first day. */
    reset: useStable(() => {
      setChanged(layoutOf([]));
      keep([]);
    }),
  };
}
