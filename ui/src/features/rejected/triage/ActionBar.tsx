import { Button, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { RejectedRow, TriageStatus } from "../../../api/bindings";
import { type Drawing, Icon } from "../../../components/Icon";
import { Kbd } from "../../../components/Kbd";
import { ProblemNote } from "../../../components/ProblemNote";
import { useUnavailable } from "../../../state/catalogue";
import { openRetryForm } from "../../retries/openRetryForm";
import type { RejectedRowSelection } from "../groups/useRejectedRows";
import classes from "../rejected.module.css";
import { TriageButtons } from "./TriageButtons";
import type { useTriage } from "./useTriage";

interface ActionBarProps {
  show: TriageStatus;
  chosen: RejectedRowSelection;
  /** Rows of the view: the actions apply to all of them while none is selected. */
  total: number;
  /** The selected row, if it is the only one. */
  one: RejectedRow | undefined;
  assignees: readonly string[];
  triage: ReturnType<typeof useTriage>;
  /** The knowledge advises a retry. */
  advised: boolean;
  onRetry: () => void;
}

/**
 * The actions on the selected requests, or on all of them while none is selected. Those on the open request are in its
 * pane.
 */
export function ActionBar({ show, chosen, total, one, assignees, triage, advised, onRetry }: ActionBarProps) {
  const { t } = useTranslation("rejected");
  const unavailable = useUnavailable();
  const count = chosen.count || total;
  const { selection } = chosen;
  const alone = one ? undefined : t("chooseOne");
  const noResync = unavailable("provisioning.resync") ?? alone;
  return (
    <div
      className={classes.actions}
      role="toolbar"
      aria-label={t(chosen.count > 0 ? "actionsOnSelected" : "actionsOnAll", { count })}
    >
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
          <ReasonedButton reason={alone} onClick={() => one && openRetryForm.form(one.row.key)}>
            {t("retryWithChanges")}
          </ReasonedButton>
          <ReasonedButton reason={noResync} icon={IconRefresh} onClick={() => one && openRetryForm.resync(one.row.key)}>
            {t("resync")}
          </ReasonedButton>
        </div>
      )}
      <div className={classes.triageGroup} data-small>
        <b className={classes.scope}>{t(chosen.count > 0 ? "forSelected" : "forAll", { count })}</b>
        <TriageButtons
          show={show}
          count={count}
          assignees={assignees}
          note
          onMark={(change) => triage.mark(selection, change)}
        />
        <span className={classes.triageAbout} title={t("onlyHere")}>
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
