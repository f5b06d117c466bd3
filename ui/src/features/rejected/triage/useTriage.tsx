import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands, type MarkChange, type Marks, type RejectedRow, type RejectedSelection } from "../../../api/bindings";
import { refreshRejected } from "../../../api/queries";
import { useCommand } from "../../../api/useCommand";
import { useDates } from "../../../state/dates";
import { showProblem, showToast, ToastBody } from "../../toasts/showToast";
import { readRejected } from "../groups/useRejectedRows";

/** Of more than these the marks are not read beforehand, and there is no Undo. */
const MAX_UNDONE = 2000;

interface Marking {
  /** How many requests the selection is. */
  count: number;
  /** The row with a key, if it is loaded. */
  rowOf: (key: string) => RejectedRow | undefined;
}

/** Marks requests, and tells it with a button that takes it back. Nothing of it leaves this computer. */
export function useTriage({ count, rowOf }: Marking) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  const { problem, run } = useCommand({ refresh: refreshRejected });

  /** The rows as they are, where they are few enough to be given back their marks; otherwise nothing. */
  async function rowsOf({ all, keys, view }: RejectedSelection): Promise<RejectedRow[] | undefined> {
    if (count > MAX_UNDONE) return undefined;
    const near = all ? [] : keys.flatMap((key) => rowOf(key) ?? []);
    if (!all && near.length === keys.length) return near;
    const read = await readRejected(view, 0, MAX_UNDONE + keys.length);
    const rows = read.filter(({ row }) => keys.includes(row.key) !== all);
    return rows.length === count ? rows : undefined;
  }

  async function mark(selection: RejectedSelection, change: MarkChange): Promise<boolean> {
    const marked = await run(async () => {
      const rows = await rowsOf(selection);
      // Marks the rows that were counted, not rows that arrived since.
      const exact = rows ? { ...selection, all: false, keys: rows.map(({ row }) => row.key) } : selection;
      showMarked(change, await commands.mark(exact, change), rows, selection);
      return true;
    });
    return marked ?? false;
  }

  function showMarked(
    change: MarkChange,
    marked: number,
    rows: RejectedRow[] | undefined,
    { view }: RejectedSelection,
  ) {
    const id = `marked-${Date.now()}`;
    const undo = async () => {
      notifications.hide(id);
      for (const { keys, change: back } of undoOf(change, rows ?? []))
        await commands.mark({ all: false, keys, view }, back);
      await refreshRejected();
    };
    showToast({
      id,
      message: <TriageToast said={words(change, marked)} onUndo={rows && undo} />,
      closeLabel: t("close"),
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
  return { problem, mark };
}

/** What was marked. It stays on this computer, and so can be taken back at any time. */
function TriageToast({ said, onUndo }: { said: string; onUndo: (() => Promise<void>) | undefined }) {
  const { t } = useTranslation("rejected");
  return (
    <ToastBody
      tone="accent"
      icon={IconCheck}
      title={said}
      action={
        onUndo && (
          <Button size="xs" onClick={() => void onUndo().catch(showProblem)}>
            {t("undo")}
          </Button>
        )
      }
      detail={t("onlyHere")}
    />
  );
}

// What takes a mark back. Pure.

/** Some requests, and what to mark them with. */
export interface Taken {
  keys: string[];
  change: MarkChange;
}

/** Marks that make the rows what they were before `change`: each value is given back to those that had it. */
export function undoOf(change: MarkChange, rows: readonly RejectedRow[]): Taken[] {
  const taken = new Map<string, Taken>();
  for (const { row, marks } of rows) {
    for (const back of backTo(change, marks)) {
      const name = JSON.stringify(back);
      const same = taken.get(name) ?? { keys: [], change: back };
      same.keys.push(row.key);
      taken.set(name, same);
    }
  }
  // What opens again comes first: a snooze or a dismissal that was there before is put back after it.
  return [...taken.values()].sort((one, other) => Number(isOpening(other)) - Number(isOpening(one)));
}

const isOpening = ({ change }: Taken) => change.mark === "reopen";

function backTo(change: MarkChange, { assignee, note, snoozedUntil, dismissed }: Marks): MarkChange[] {
  switch (change.mark) {
    case "assign":
      return [{ mark: "assign", to: assignee }];
    case "note":
      return [{ mark: "note", text: note }];
    default: {
      const before: MarkChange[] = [];
      if (snoozedUntil !== null) before.push({ mark: "snooze", until: snoozedUntil });
      if (dismissed !== null) before.push({ mark: "dismiss", reason: dismissed });
      return change.mark === "reopen" ? before : [{ mark: "reopen" }, ...before];
    }
  }
}
