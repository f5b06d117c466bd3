import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  commands,
  type MarkChange,
  type Problem,
  type RejectedRow,
  type RejectedSelection,
} from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { refreshRejected } from "../../../api/queries";
import { useDates } from "../../../state/dates";
import toast from "../../toasts/Toasts.module.css";
import { readRejected } from "../groups/useRows";
import { MarkedToast } from "./MarkedToast";
import { undoOf } from "./undo";

/** Of more than these the marks are not read beforehand, and there is no Undo. */
const MOST_UNDONE = 2000;

interface Marking {
  /** How many requests the selection is. */
  count: number;
  /** Rows that are read already, by their keys. */
  known: ReadonlyMap<string, RejectedRow>;
}

/** Marks requests, and tells it with a button that takes it back. Nothing of it leaves this computer. */
export function useMarking({ count, known }: Marking) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  /** The rows as they are, where they are few enough to be given back their marks; otherwise nothing. */
  async function rowsOf({ all, keys, view }: RejectedSelection): Promise<RejectedRow[] | undefined> {
    if (count > MOST_UNDONE) return undefined;
    const near = all ? [] : keys.flatMap((key) => known.get(key) ?? []);
    if (!all && near.length === keys.length) return near;
    const read = await readRejected(view, 0, MOST_UNDONE + keys.length);
    const rows = read.filter(({ row }) => keys.includes(row.key) !== all);
    return rows.length === count ? rows : undefined;
  }

  async function mark(selection: RejectedSelection, change: MarkChange): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    setProblem(undefined);
    try {
      const rows = await rowsOf(selection);
      // What was counted is marked, not what has come since.
      const exact = rows ? { ...selection, all: false, keys: rows.map(({ row }) => row.key) } : selection;
      const marked = await commands.rejected.mark(exact, change);
      tell(change, marked, rows, selection);
      return true;
    } catch (reason) {
      setProblem(asProblem(reason));
      return false;
    } finally {
      setBusy(false);
      await refreshRejected();
    }
  }

  function tell(change: MarkChange, marked: number, rows: RejectedRow[] | undefined, { view }: RejectedSelection) {
    const id = `marked-${Date.now()}`;
    const undo = async () => {
      notifications.hide(id);
      for (const { keys, change: back } of undoOf(change, rows ?? []))
        await commands.rejected.mark({ all: false, keys, view }, back);
      await refreshRejected();
    };
    notifications.show({
      id,
      message: <MarkedToast said={words(change, marked)} onUndo={rows && undo} />,
      role: "status",
      autoClose: 10_000,
      withCloseButton: true,
      closeButtonProps: { "aria-label": t("close") },
      classNames: { root: toast.toast, body: toast.body, description: toast.description },
    });
  }

  function words(change: MarkChange, marked: number): string {
    switch (change.mark) {
      case "assign":
        return change.to === null
          ? t("marked.unassign", { count: marked })
          : t("marked.assign", { count: marked, to: change.to });
      case "snooze":
        return t("marked.snooze", { count: marked, until: dates.short(change.until) });
      default:
        return t(`marked.${change.mark}`, { count: marked });
    }
  }
  return { busy, problem, mark };
}
