import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowBackUp, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import {
  commands,
  type RejectedRow,
  type RejectedSelection,
  type Triage,
  type TriageAction,
} from "../../../api/bindings";
import { refreshRejected } from "../../../api/queries";
import { useCommand } from "../../../api/useCommand";
import { Kbd } from "../../../components/Kbd";
import { useDates } from "../../../state/dates";
import { addUndoable } from "../../../state/undoStack";
import { showProblem, showToast, ToastBody } from "../../toasts/showToast";
import { readRejected } from "../groups/useRejectedRows";

/** For larger selections the previous values are not read, and there is no undo. */
const MAX_UNDONE = 2000;

/** A request with its marks, as an undo needs it. */
type MarkedRow = Pick<RejectedRow, "row" | "marks">;

interface TriageTarget {
  /** Number of requests in the selection. */
  count: number;
  /** The row with a key, if it is loaded. */
  rowOf: (key: string) => MarkedRow | undefined;
}

/** Changes the triage of requests and shows a toast with an undo. Triage stays on this computer. */
export function useTriage({ count, rowOf }: TriageTarget) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  const { problem, run } = useCommand({ refresh: refreshRejected });

  /** The rows before the change; `undefined` if there are too many for an undo. */
  async function rowsOf({ all, keys, view }: RejectedSelection): Promise<MarkedRow[] | undefined> {
    if (count > MAX_UNDONE) return undefined;
    const near = all ? [] : keys.flatMap((key) => rowOf(key) ?? []);
    if (!all && near.length === keys.length) return near;
    const read = await readRejected(view, 0, MAX_UNDONE + keys.length);
    const rows = read.filter(({ row }) => keys.includes(row.key) !== all);
    return rows.length === count ? rows : undefined;
  }

  async function mark(selection: RejectedSelection, change: TriageAction): Promise<boolean> {
    const marked = await run(async () => {
      const rows = await rowsOf(selection);
      // Triage the rows that were counted, not rows that arrived since.
      const exact = rows ? { ...selection, all: false, keys: rows.map(({ row }) => row.key) } : selection;
      showMarked(change, await commands.rejected.mark(exact, change), rows, selection);
      return true;
    });
    return marked ?? false;
  }

  function showMarked(
    change: TriageAction,
    marked: number,
    rows: MarkedRow[] | undefined,
    { view }: RejectedSelection,
  ) {
    const id = `marked-${Date.now()}`;
    const text = words(change, marked);
    const undo = async () => {
      forget();
      notifications.hide(id);
      for (const { keys, change: back } of undoOf(change, rows ?? []))
        await commands.rejected.mark({ all: false, keys, view }, back);
      await refreshRejected();
      showToast({
        message: <ToastBody tone="mute" icon={IconArrowBackUp} title={t("undone", { what: text })} />,
        closeLabel: t("close"),
      });
    };
    const forget = rows ? addUndoable(() => void undo().catch(showProblem)) : () => undefined;
    showToast({
      id,
      message: <TriageToast text={text} onUndo={rows && undo} />,
      closeLabel: t("close"),
    });
  }

  function words(change: TriageAction, marked: number): string {
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

/** The toast after a change. It can be undone at any time, because triage stays on this computer. */
function TriageToast({ text, onUndo }: { text: string; onUndo: (() => Promise<void>) | undefined }) {
  const { t } = useTranslation("rejected");
  return (
    <ToastBody
      tone="accent"
      icon={IconCheck}
      title={text}
      action={
        onUndo && (
          <Button size="xs" aria-keyshortcuts="Control+Z" onClick={() => void onUndo().catch(showProblem)}>
            {t("undo")}
            <Kbd keys="Ctrl+Z" />
          </Button>
        )
      }
      detail={t("onlyHere")}
    />
  );
}

/** A change that undoes part of another one. */
interface TriageUndo {
  keys: string[];
  change: TriageAction;
}

/** The changes that restore the rows: each previous value goes to the rows that had it. */
export function undoOf(change: TriageAction, rows: readonly MarkedRow[]): TriageUndo[] {
  const taken = new Map<string, TriageUndo>();
  for (const { row, marks } of rows) {
    for (const back of restoringActions(change, marks)) {
      const name = JSON.stringify(back);
      const same = taken.get(name) ?? { keys: [], change: back };
      same.keys.push(row.key);
      taken.set(name, same);
    }
  }
  // Reopening comes first, because it would remove a restored snooze or dismissal.
  return [...taken.values()].sort((one, other) => Number(isOpening(other)) - Number(isOpening(one)));
}

const isOpening = ({ change }: TriageUndo) => change.mark === "reopen";

function restoringActions(change: TriageAction, { assignee, note, snoozedUntil, dismissed }: Triage): TriageAction[] {
  switch (change.mark) {
    case "assign":
      return [{ mark: "assign", to: assignee }];
    case "note":
      return [{ mark: "note", text: note }];
    default: {
      const before: TriageAction[] = [];
      if (snoozedUntil !== null) before.push({ mark: "snooze", until: snoozedUntil });
      if (dismissed !== null) before.push({ mark: "dismiss", reason: dismissed });
      return change.mark === "reopen" ? before : [{ mark: "reopen" }, ...before];
    }
  }
}
