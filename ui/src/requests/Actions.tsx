import { Button } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { operationById } from "../desk/catalogue";
import { useNow } from "../desk/clock";
import { refreshRequests } from "../desk/queries";
import { commands, type Problem, type RequestDetail } from "../host/bindings";
import { asProblem } from "../host/problem";
import { Icon } from "../kit/Icon";
import { ProblemNote } from "../kit/ProblemNote";
import { Reason } from "../kit/Reason";
import classes from "./pane.module.css";

/** What can be done with a request, by its state. Nothing here sends the same request again by itself. */
export function Actions({ detail }: { detail: RequestDetail }) {
  const { t } = useTranslation("requests");
  const navigate = useNavigate();
  const [problem, setProblem] = useState<Problem>();
  const { row, draft } = detail;

  async function run(act: () => Promise<unknown>) {
    setProblem(undefined);
    try {
      await act();
    } catch (reason) {
      setProblem(asProblem(reason));
    }
    await refreshRequests();
  }
  const openForm = (operation: string) =>
    navigate({ to: "/operations/$operationId", params: { operationId: operation }, search: { from: row.key } });

  return (
    <footer className={classes.foot}>
      {problem && <ProblemNote problem={problem} />}
      <div className={classes.actions}>
        {row.state === "held" ? (
          <>
            <Button
              leftSection={<Icon of={IconArrowBackUp} size={14} />}
              onClick={() => run(async () => openForm((await commands.undo(row.key)).operation))}
            >
              {t("undo")}
            </Button>
            <Button variant="subtle" onClick={() => run(() => commands.sendNow(row.key))}>
              {t("sendNow")}
            </Button>
            <Leaves at={row.heldUntil} />
          </>
        ) : row.state === "queued" || row.state === "notSent" ? (
          <>
            <Button onClick={() => run(() => commands.cancel(row.key))}>{t("cancel")}</Button>
            <Reason>{t(row.state === "queued" ? "leavesByItself" : "sentAgainByItself")}</Reason>
          </>
        ) : row.state === "sending" ? (
          <Reason>{t("onItsWay")}</Reason>
        ) : draft && operationById(draft.operation) ? (
          <>
            <Button onClick={() => void openForm(draft.operation)}>{t("openAsNew")}</Button>
            <Reason>{t(row.state === "unknown" ? "newRequestUnknown" : "newRequest")}</Reason>
          </>
        ) : (
          <Reason>{t("noForm")}</Reason>
        )}
      </div>
    </footer>
  );
}

function Leaves({ at }: { at: number | null }) {
  const { t } = useTranslation("requests");
  const seconds = Math.ceil(((at ?? 0) - useNow(200)) / 1000);
  return <span className={classes.leaves}>{seconds > 0 ? t("leavesIn", { seconds }) : t("leaving")}</span>;
}
