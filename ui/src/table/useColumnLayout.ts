import { useDebouncedCallback } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useStableCallback } from "../components/useStableCallback";
import { type ColumnSet, type ColumnSetting, completedLayout } from "./columnLayout";

/** A table's columns as the user arranged them: shown at once, saved half a second after the last change. */
export function useColumnLayout<C extends string>(
  stored: readonly ColumnSetting<C>[],
  columns: ColumnSet<C>,
  save: (layout: ColumnSetting<C>[]) => Promise<unknown>,
) {
  const [changed, setChanged] = useState<ColumnSetting<C>[]>();
  const layout = useMemo(() => changed ?? completedLayout(stored, columns), [changed, stored, columns]);
  const keep = useDebouncedCallback(
    (next: ColumnSetting<C>[]) => {
      // Without a saved copy the layout lasts until the window closes.
      save(next).catch(() => undefined);
    },
    { delay: 500, flushOnUnmount: true },
  );
  return {
    layout,
    change: useStableCallback((next: ColumnSetting<C>[]) => {
      setChanged(completedLayout(next, columns));
      keep(next);
    }),
    /** Restores the default layout. */
    reset: useStableCallback(() => {
      setChanged(completedLayout([], columns));
      keep([]);
    }),
  };
}
