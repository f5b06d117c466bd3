import { Button } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { commands, type RequestDetail } from "../../../api/bindings";
import { type Command, useCommand } from "../../../api/useCommand";
import { DisabledReason } from "../../../components/DisabledReason";
import { Icon } from "../../../components/Icon";
import { ProblemNote } from "../../../components/ProblemNote";
import { operationById } from "../../../state/catalogue";
import { useNow } from "../../../state/dates";
import { useOperationName } from "../../../state/requestTexts";
import { isCountingDown } from "../../../state/uiState";
import { UnknownActions } from "../../reconcile/UnknownActions";
import { openRetry, openRetryForm, retryOf } from "../../retries/openRetryForm";
import classes from "../requests.module.css";

/** The actions on a request, by its state. None of them sends the same request again. */
export function RequestActions({ detail }: { detail: RequestDetail }) {
  const command = useCommand();
  return (
    <footer className={classes.foot}>
      {command.problem && <ProblemNote problem={command.problem} />}
      <div className={classes.actions}>
        {detail.row.state === "unknown" ? (
          <UnknownActions detail={detail} command={command} />
        ) : (
          <StateActions detail={detail} command={command} />
        )}
      </div>
    </footer>
  );
}

function StateActions({ detail, command }: { detail: RequestDetail; command: Command }) {
  const { t } = useTranslation("requests");
  const navigate = useNavigate();
  const jobName = useOperationName();
  const { row, draft } = detail;
  const form = (operation: string, search: { from?: string; edit?: string }) =>
    navigate({ to: "/operations/$operationId", params: { operationId: operation }, search });
  const edit = row.operation && operationById(row.operation) && (
    <Button onClick={() => void form(row.operation ?? "", { edit: row.key })}>
      {t(row.waitsFor === "edit" ? "goOnEditing" : "edit")}
    </Button>
  );
  const asNew = draft && operationById(draft.operation) && (() => void form(draft.operation, { from: row.key }));
  const cancel = <Button onClick={() => command.run(() => commands.outbox.cancel(row.key))}>{t("cancel")}</Button>;

  if (isCountingDown(row)) {
    const undo = async () => {
      const taken = await command.run(() => commands.outbox.undo(row.key));
      if (taken) await form(taken.operation, { from: row.key });
    };
    return (
      <>
        <Button leftSection={<Icon of={IconArrowBackUp} size={14} />} onClick={() => void undo()}>
          {t("undo")}
        </Button>
        <Button variant="subtle" onClick={() => command.run(() => commands.outbox.sendNow(row.key))}>
          {t("sendNow")}
        </Button>
        <LeavesIn at={row.heldUntil} />
      </>
    );
  }
  switch (row.state) {
    case "held":
    case "queued":
    case "notSent":
      if (row.doubt) {
        return (
          <>
            <Button variant="filled" onClick={() => command.run(() => commands.outbox.decide(row.key, true))}>
              {t("sendAnyway")}
            </Button>
            {edit}
            {cancel}
            <DisabledReason>{t("waitsForYou")}</DisabledReason>
          </>
        );
      }
      return (
        <>
          {edit}
          {cancel}
          <DisabledReason>
            {t(
              row.waitsFor === "edit"
                ? "leavesAfterEdit"
                : row.state === "notSent"
                  ? "sentAgainByItself"
                  : "leavesByItself",
            )}
          </DisabledReason>
        </>
      );
    case "sending":
      return <DisabledReason>{t("onItsWay")}</DisabledReason>;
    case "rejected":
      return (
        <>
          <Button onClick={() => openRetry({ selection: retryOf([row]), title: row.number ?? jobName(row) })}>
            {t("retry")}
          </Button>
          <Button onClick={() => openRetryForm.form(row.key)}>{t("retryWithChanges")}</Button>
          {asNew && (
            <>
              <Button onClick={asNew}>{t("openAsNew")}</Button>
              <DisabledReason>{t("newRequest")}</DisabledReason>
            </>
          )}
        </>
      );
    default:
      return asNew ? (
        <>
          <Button onClick={asNew}>{t("openAsNew")}</Button>
          <DisabledReason>{t("newRequest")}</DisabledReason>
        </>
      ) : (
        <DisabledReason>{t("noForm")}</DisabledReason>
      );
  }
}

function LeavesIn({ at }: { at: number | null }) {
  const { t } = useTranslation("requests");
  const seconds = Math.ceil(((at ?? 0) - useNow(200)) / 1000);
  return <span className={classes.leaves}>{seconds > 0 ? t("leavesIn", { seconds }) : t("leaving")}</span>;
}
