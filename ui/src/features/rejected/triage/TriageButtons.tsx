import { Button } from "@mantine/core";
import { IconArrowBackUp, IconClock, IconNote, IconUserPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TriageAction, TriageStatus } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { AssignForm, DismissForm, NoteForm, SnoozeForm, TriagePopover } from "./TriageForms";

interface TriageButtonsProps {
  /** The status that the requests have. */
  show: TriageStatus;
  count: number;
  assignees: readonly string[];
  /** Offers a note; the pane of one request has a field for it. */
  note?: boolean;
  onMark: (change: TriageAction) => Promise<boolean>;
}

/** Assigns, notes, snoozes, dismisses or reopens the requests of a selection, or the one of a pane. */
export function TriageButtons({ show, count, assignees, note, onMark }: TriageButtonsProps) {
  const { t } = useTranslation("rejected");
  const mark = (change: TriageAction, close: () => void) => void onMark(change).then((done) => done && close());
  return (
    <>
      <TriagePopover icon={IconUserPlus} label={t("assign")}>
        {(close) => (
          <AssignForm count={count} assignees={assignees} onAssign={(to) => mark({ mark: "assign", to }, close)} />
        )}
      </TriagePopover>
      {note && (
        <TriagePopover icon={IconNote} label={t("note")}>
          {(close) => <NoteForm count={count} onNote={(text) => mark({ mark: "note", text }, close)} />}
        </TriagePopover>
      )}
      {show !== "cleared" && (
        <TriagePopover icon={IconClock} label={t("snooze")}>
          {(close) => <SnoozeForm count={count} onSnooze={(until) => mark({ mark: "snooze", until }, close)} />}
        </TriagePopover>
      )}
      {(show === "open" || show === "snoozed") && (
        <TriagePopover icon={IconX} label={t("dismiss")}>
          {(close) => <DismissForm count={count} onDismiss={(reason) => mark({ mark: "dismiss", reason }, close)} />}
        </TriagePopover>
      )}
      {(show === "snoozed" || show === "dismissed") && (
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Icon of={IconArrowBackUp} size={14} />}
          onClick={() => void onMark({ mark: "reopen" })}
        >
          {t("reopen")}
        </Button>
      )}
    </>
  );
}
