import { Button } from "@mantine/core";
import { IconArrowBackUp, IconClock, IconNote, IconRefresh, IconUserPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useConnection } from "../desk/snapshot";
import type { RejectedRow, Review } from "../host/bindings";
import { Icon } from "../kit/Icon";
import { Kbd } from "../kit/Kbd";
import { ProblemNote } from "../kit/ProblemNote";
import { useOpenRetry } from "../retries/openRetry";
import { AssignForm } from "./AssignForm";
import classes from "./actions.module.css";
import { DismissForm } from "./DismissForm";
import { MarkPopover } from "./MarkPopover";
import { NoteForm } from "./NoteForm";
import { ReasonedButton } from "./ReasonedButton";
import { SnoozeForm } from "./SnoozeForm";
import type { Chosen } from "./useChosen";
import type { useMarking } from "./useMarking";

interface ActionBarProps {
  show: Review;
  chosen: Chosen;
  /** Of the view that is shown: what the actions are for while nothing is selected. */
  total: number;
  /** The one row that a form can be opened for. */
  one: RejectedRow | undefined;
  assignees: readonly string[];
  marking: ReturnType<typeof useMarking>;
  /** To retry is what is advised. */
  advised: boolean;
  onRetry: () => void;
}

/** What can be done with the selected requests, or with all of the group while none is selected. */
export function ActionBar({ show, chosen, total, one, assignees, marking, advised, onRetry }: ActionBarProps) {
  const { t } = useTranslation(["rejected", "shell"]);
  const open = useOpenRetry();
  const release = useConnection()?.release ?? "";
  const count = chosen.count || total;
  const { selection } = chosen;
  const alone = one ? undefined : t("rejected:chooseOne");
  const lacking = /^R(\d+)/.exec(release);
  // Before R11 the Web API has no reset of a subscription.
  const noResync =
    lacking && Number(lacking[1]) < 11
      ? t("shell:lackingFrom", { from: "R11", release })
      : one && one.row.subscription === null
        ? t("rejected:noSubscription")
        : alone;
  return (
    <div className={classes.actions} role="toolbar" aria-label={t("rejected:actions")}>
      <div className={classes.group}>
        <Button
          variant={advised ? "filled" : "default"}
          aria-keyshortcuts="Control+Enter"
          rightSection={<Kbd keys="Ctrl+Enter" />}
          data-many={count > 9 || undefined}
          onClick={onRetry}
        >
          {t(chosen.count > 0 ? "rejected:retry" : "rejected:retryAll", { count })}
        </Button>
        <ReasonedButton reason={alone} onClick={() => one && open.form(one.row.key)}>
          {t("rejected:retryWithChanges")}
        </ReasonedButton>
        <ReasonedButton reason={noResync} icon={IconRefresh} onClick={() => one && open.resync(one.row.key)}>
          {t("rejected:resync")}
        </ReasonedButton>
      </div>
      <div className={classes.group} data-small>
        <MarkPopover icon={IconUserPlus} label={t("rejected:assign")}>
          {(close) => (
            <AssignForm
              count={count}
              assignees={assignees}
              onAssign={(to) => marking.mark(selection, { mark: "assign", to }).then((done) => done && close())}
            />
          )}
        </MarkPopover>
        <MarkPopover icon={IconNote} label={t("rejected:note")}>
          {(close) => (
            <NoteForm
              count={count}
              onNote={(text) => marking.mark(selection, { mark: "note", text }).then((done) => done && close())}
            />
          )}
        </MarkPopover>
        {show !== "cleared" && (
          <MarkPopover icon={IconClock} label={t("rejected:snooze")}>
            {(close) => (
              <SnoozeForm
                count={count}
                onSnooze={(until) => marking.mark(selection, { mark: "snooze", until }).then((done) => done && close())}
              />
            )}
          </MarkPopover>
        )}
        {(show === "open" || show === "snoozed") && (
          <MarkPopover icon={IconX} label={t("rejected:dismiss")}>
            {(close) => (
              <DismissForm
                count={count}
                onDismiss={(reason) =>
                  marking.mark(selection, { mark: "dismiss", reason }).then((done) => done && close())
                }
              />
            )}
          </MarkPopover>
        )}
        {(show === "snoozed" || show === "dismissed") && (
          <Button
            size="xs"
            variant="subtle"
            leftSection={<Icon of={IconArrowBackUp} size={14} />}
            onClick={() => void marking.mark(selection, { mark: "reopen" })}
          >
            {t("rejected:reopen")}
          </Button>
        )}
        <span className={classes.about} title={t("rejected:onlyHere")}>
          <span className={classes.whom}>
            {t(chosen.count > 0 ? "rejected:forSelected" : "rejected:forAll", { count })}{" "}
          </span>
          {t("rejected:thisComputer")}
        </span>
      </div>
      {marking.problem && <ProblemNote problem={marking.problem} />}
    </div>
  );
}
