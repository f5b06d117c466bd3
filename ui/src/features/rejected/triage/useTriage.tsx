import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  commands,
  type MarkChange,
  type Marks,
  type Problem,
  type RejectedRow,
  type RejectedSelection,
} from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { refreshRejected } from "../../../api/queries";
import { Icon } from "../../../components/Icon";
import { useDates } from "../../../state/dates";
import { showProblem } from "../../toasts/showToast";
import toast from "../../toasts/toasts.module.css";
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
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

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
    if (busy) return false;
    setBusy(true);
    setProblem(undefined);
    try {
      const rows = await rowsOf(selection);
      // What was counted is marked, not what has come since.
      const exact = rows ? { ...selection, all: false, keys: rows.map(({ row }) => row.key) } : selection;
      const marked = await commands.mark(exact, change);
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
        await commands.mark({ all: false, keys, view }, back);
      await refreshRejected();
    };
    notifications.show({
      id,
      message: <TriageToast said={words(change, marked)} onUndo={rows && undo} />,
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

/** What was marked. It stays on this computer, and so can be taken back at any time. */
function TriageToast({ said, onUndo }: { said: string; onUndo: (() => Promise<void>) | undefined }) {
  const { t } = useTranslation("rejected");
  return (
    <div className={toast.grid} data-tone="accent">
      <Icon of={IconCheck} />
      <span className={toast.title}>{said}</span>
      {onUndo ? (
        <Button size="xs" onClick={() => void onUndo().catch(showProblem)}>
          {t("undo")}
        </Button>
      ) : (
        <span />
      )}
      <span className={toast.sub}>{t("onlyHere")}</span>
    </div>
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
