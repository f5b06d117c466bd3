import type { RequestRow } from "../../../api/bindings";
import { readRows } from "./readRows";
import { countOf, isSelected } from "./selection";
import { useRowSelection } from "./useRowSelection";
import type { Asked } from "./useWindows";

interface Selecting {
  asked: Asked;
  total: number;
  loaded: ReadonlyMap<number, RequestRow>;
}

/** The selected requests, for what is done with them. */
export function useSelection({ asked, total, loaded }: Selecting) {
  const { current, ...selection } = useRowSelection({
    shown: JSON.stringify(asked.filter),
    total,
    loaded,
    read: async (first, last) => (await readRows(asked, first, last)).map(({ key }) => key),
  });
  return {
    ...selection,
    /** The keys, where they are not simply all that match. */
    async keys(): Promise<string[]> {
      if (!current.all) return [...current.keys];
      if (current.keys.size === 0) return [];
      const rows = await readRows(asked, 0, total - 1);
      return rows.flatMap(({ key }) => (current.keys.has(key) ? [] : key));
    },
    async rows(): Promise<RequestRow[]> {
      // In the order of the list, which the keys alone do not have.
      const rows = await readRows(asked, 0, total - 1, (key) => isSelected(current, key), countOf(current, total));
      return rows;
    },
  };
}

export type SelectedRows = ReturnType<typeof useSelection>;
