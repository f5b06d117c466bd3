import type { RejectedSelection, RejectedView } from "../../api/bindings";
import { useRowSelection } from "../requests/table/useRowSelection";
import { readRejected, type useRows } from "./groups/useRows";

/** The selected rejected requests, and what an action is for. */
export function useChosen(view: RejectedView, { loaded, total }: Pick<ReturnType<typeof useRows>, "loaded" | "total">) {
  const { current, ...chosen } = useRowSelection({
    shown: JSON.stringify(view),
    total,
    loaded,
    read: async (first, last) => (await readRejected(view, first, last)).map(({ row }) => row.key),
  });
  return {
    ...chosen,
    /** The only one, where it is one that was named. */
    only: !current.all && current.keys.size === 1 ? [...current.keys][0] : undefined,
    /** The selected rows, or all of the view while none is. */
    selection: (chosen.count === 0
      ? { all: true, keys: [], view }
      : { all: current.all, keys: [...current.keys], view }) satisfies RejectedSelection,
  };
}

export type Chosen = ReturnType<typeof useChosen>;
