import { Button, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconArrowBackUp, IconClock, IconNote, IconRefresh, IconUserPlus, IconX } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { RejectedRow, TriageStatus } from "../../../api/bindings";
import { type Drawing, Icon } from "../../../components/Icon";
import { Kbd } from "../../../components/Kbd";
import { ProblemNote } from "../../../components/ProblemNote";
import { useUnavailable } from "../../../state/catalogue";
import { useOpenRetryForm } from "../../retries/openRetryForm";
import type { RejectedRowSelection } from "../groups/useRejectedRows";
import classes from "../rejected.module.css";
import { AssignForm, DismissForm, NoteForm, SnoozeForm, TriagePopover } from "./TriageForms";
import type { useTriage } from "./useTriage";

interface ActionBarProps {
  show: TriageStatus;
  chosen: RejectedRowSelection;
  /** Rows of the view: the actions apply to all of them while none is selected. */
  total: number;
  /** The row for actions on a single request, if exactly one is chosen. */
  one: RejectedRow | undefined;
  assignees: readonly string[];
  triage: ReturnType<typeof useTriage>;
  /** The knowledge advises a retry. */
  advised: boolean;
  onRetry: () => void;
}

/** The actions on the selected requests, or on the whole group while none is selected. */
export function ActionBar({ show, chosen, total, one, assignees, triage, advised, onRetry }: ActionBarProps) {
  const { t } = useTranslation("rejected");
  const open = useOpenRetryForm();
  const unavailable = useUnavailable();
  const count = chosen.count || total;
  const { selection } = chosen;
  const alone = one ? undefined : t("chooseOne");
  const noResync = unavailable("provisioning.resync") ?? alone;
  return (
    <div className={classes.actions} role="toolbar" aria-label={t("actions")}>
      {show !== "cleared" && (
        <div className={classes.triageGroup}>
          <Button
            variant={advised ? "filled" : "default"}
            aria-keyshortcuts="Control+Enter"
            rightSection={<Kbd keys="Ctrl+Enter" />}
            data-many={count > 9 || undefined}
            onClick={onRetry}
          >
            {t(chosen.count > 0 ? "retry" : "retryAll", { count })}
          </Button>
          <ReasonedButton reason={alone} onClick={() => one && open.form(one.row.key)}>
            {t("retryWithChanges")}
          </ReasonedButton>
          <ReasonedButton reason={noResync} icon={IconRefresh} onClick={() => one && open.resync(one.row.key)}>
            {t("resync")}
          </ReasonedButton>
        </div>
      )}
      <div className={classes.triageGroup} data-small>
        <TriagePopover icon={IconUserPlus} label={t("assign")}>
          {(close) => (
            <AssignForm
              count={count}
              assignees={assignees}
              onAssign={(to) => triage.mark(selection, { mark: "assign", to }).then((done) => done && close())}
            />
          )}
        </TriagePopover>
        <TriagePopover icon={IconNote} label={t("note")}>
          {(close) => (
            <NoteForm
              count={count}
              onNote={(text) => triage.mark(selection, { mark: "note", text }).then((done) => done && close())}
            />
          )}
        </TriagePopover>
        {show !== "cleared" && (
          <TriagePopover icon={IconClock} label={t("snooze")}>
            {(close) => (
              <SnoozeForm
                count={count}
                onSnooze={(until) => triage.mark(selection, { mark: "snooze", until }).then((done) => done && close())}
              />
            )}
          </TriagePopover>
        )}
        {(show === "open" || show === "snoozed") && (
          <TriagePopover icon={IconX} label={t("dismiss")}>
            {(close) => (
              <DismissForm
                count={count}
                onDismiss={(reason) =>
                  triage.mark(selection, { mark: "dismiss", reason }).then((done) => done && close())
                }
              />
            )}
          </TriagePopover>
        )}
        {(show === "snoozed" || show === "dismissed") && (
          <Button
            size="xs"
            variant="subtle"
            leftSection={<Icon of={IconArrowBackUp} size={14} />}
            onClick={() => void triage.mark(selection, { mark: "reopen" })}
          >
            {t("reopen")}
          </Button>
        )}
        <span className={classes.triageAbout} title={t("onlyHere")}>
          <span className={classes.onlyWide}>{t(chosen.count > 0 ? "forSelected" : "forAll", { count })} </span>
          {t("thisComputer")}
        </span>
      </div>
      {triage.problem && <ProblemNote problem={triage.problem} />}
    </div>
  );
}

interface ReasonedButtonProps {
  /** Why the action is unavailable; absent while it is available. */
  reason: string | undefined;
  icon?: Drawing;
  size?: "xs" | "sm";
  onClick: () => void;
  children: ReactNode;
}

/** A button that stays visible and focusable while its action is unavailable, and says why. */
function ReasonedButton({ reason, icon, size, onClick, children }: ReasonedButtonProps) {
  const id = useId();
  return (
    <Tooltip label={reason} disabled={!reason}>
      <Button
        size={size}
        leftSection={icon && <Icon of={icon} size={14} />}
        data-disabled={reason ? true : undefined}
        aria-disabled={reason ? true : undefined}
        aria-describedby={reason ? id : undefined}
        onClick={() => !reason && onClick()}
      >
        {children}
        {reason && <VisuallyHidden id={id}>{reason}</VisuallyHidden>}
      </Button>
    </Tooltip>
  );
}
