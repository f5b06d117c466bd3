import { Button } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { commands, type RequestDetail } from "../../../api/bindings";
import { useActing } from "../../../api/useActing";
import { Icon } from "../../../components/Icon";
import { ProblemNote } from "../../../components/ProblemNote";
import { Reason } from "../../../components/Reason";
import { operationById } from "../../../state/catalogue";
import { useNow } from "../../../state/clock";
import { isCountingDown } from "../../../state/holds";
import { UnknownActions } from "../../reconcile/UnknownActions";
import classes from "./pane.module.css";

/** What can be done with a request, by its state. Nothing here sends the same request again by itself. */
export function Actions({ detail }: { detail: RequestDetail }) {
  const acting = useActing();
  return (
    <footer className={classes.foot}>
      {acting.problem && <ProblemNote problem={acting.problem} />}
      <div className={classes.actions}>
        {detail.row.state === "unknown" ? (
          <UnknownActions detail={detail} acting={acting} />
        ) : (
          <StateActions detail={detail} acting={acting} />
        )}
      </div>
    </footer>
  );
}

function StateActions({ detail, acting }: { detail: RequestDetail; acting: ReturnType<typeof useActing> }) {
  const { t } = useTranslation("requests");
  const navigate = useNavigate();
  const { row, draft } = detail;
  const form = (operation: string, search: { from?: string; edit?: string }) =>
    navigate({ to: "/operations/$operationId", params: { operationId: operation }, search });
  const edit = row.operation && operationById(row.operation) && (
    <Button onClick={() => void form(row.operation ?? "", { edit: row.key })}>
      {t(row.waitsFor === "edit" ? "goOnEditing" : "edit")}
    </Button>
  );
  const cancel = <Button onClick={() => acting.run(() => commands.outbox.cancel(row.key))}>{t("cancel")}</Button>;

  if (isCountingDown(row)) {
    const undo = async () => {
      const taken = await acting.run(() => commands.outbox.undo(row.key));
      if (taken) await form(taken.operation, { from: row.key });
    };
    return (
      <>
        <Button leftSection={<Icon of={IconArrowBackUp} size={14} />} onClick={() => void undo()}>
          {t("undo")}
        </Button>
        <Button variant="subtle" onClick={() => acting.run(() => commands.outbox.sendNow(row.key))}>
          {t("sendNow")}
        </Button>
        <Leaves at={row.heldUntil} />
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
            <Button variant="filled" onClick={() => acting.run(() => commands.outbox.decide(row.key, true))}>
              {t("sendAnyway")}
            </Button>
            {edit}
            {cancel}
            <Reason>{t("waitsForYou")}</Reason>
          </>
        );
      }
      return (
        <>
          {edit}
          {cancel}
          <Reason>
            {t(
              row.waitsFor === "edit"
                ? "leavesAfterEdit"
                : row.state === "notSent"
                  ? "sentAgainByItself"
                  : "leavesByItself",
            )}
          </Reason>
        </>
      );
    case "sending":
      return <Reason>{t("onItsWay")}</Reason>;
    default:
      return draft && operationById(draft.operation) ? (
        <>
          <Button onClick={() => void form(draft.operation, { from: row.key })}>{t("openAsNew")}</Button>
          <Reason>{t("newRequest")}</Reason>
        </>
      ) : (
        <Reason>{t("noForm")}</Reason>
      );
  }
}

function Leaves({ at }: { at: number | null }) {
  const { t } = useTranslation("requests");
  const seconds = Math.ceil(((at ?? 0) - useNow(200)) / 1000);
  return <span className={classes.leaves}>{seconds > 0 ? t("leavesIn", { seconds }) : t("leaving")}</span>;
}
