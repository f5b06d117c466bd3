import { useEffect, useState } from "react";
import type { ColumnLayout } from "../../../api/bindings";
import { copyText } from "../../clipboard/clipboard";
import { tellProblem } from "../../toasts/useUndo";
import { useCells } from "./cells";
import type { SelectedRows } from "./useSelection";

/** More is for a file. */
export const MOST_COPIED = 10_000;
const SAID = 2000;

/** The selected rows, as shown, to the clipboard. `done`: so many have just been copied. */
export function useCopy({ layout, selection }: { layout: readonly ColumnLayout[]; selection: SelectedRows }) {
  const cells = useCells();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<number>();
  useEffect(() => {
    if (done === undefined) return;
    const timer = setTimeout(() => setDone(undefined), SAID);
    return () => clearTimeout(timer);
  }, [done]);

  async function start() {
    if (busy || selection.count === 0 || selection.count > MOST_COPIED) return;
    setBusy(true);
    try {
      const rows = await selection.rows();
      setDone((await copyText(cells.table(layout, rows))) ? rows.length : undefined);
    } catch (reason) {
      // The rows could not be read.
      setDone(undefined);
      tellProblem(reason);
    } finally {
      setBusy(false);
    }
  }
  return { busy, done, start: () => void start() };
}
