import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { EntityRef, Household, Sequence, ServiceSwitch } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { Dialog } from "../../components/layers/Dialog";
import { ProblemNote } from "../../components/ProblemNote";
import classes from "./household.module.css";
import { PlanAnswers, PlanView } from "./PlanView";
import { planQuery } from "./queries";
import { onSendKey, useSendPlan } from "./useSendPlan";

interface ReviewDialogProps {
  of: EntityRef;
  switches: ServiceSwitch[];
  household: Household;
  onClose: () => void;
  onSent: (sequence: Sequence) => void;
}

/** The pressed ticks as requests, before anything is sent. */
export function ReviewDialog({ of, switches, household, onClose, onSent }: ReviewDialogProps) {
  const { t } = useTranslation("household");
  const { data: plan, error } = useQuery(planQuery(of, { change: "services", switches }));
  const { command, ready, send } = useSendPlan(plan, onSent);
  return (
    <Dialog onClose={onClose} withCloseButton={false} size={620}>
      <form
        className={classes.plan}
        noValidate
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={onSendKey(send)}
      >
        <Modal.Title>{t("reviewTitle")}</Modal.Title>
        {error && <ProblemNote problem={asProblem(error)} />}
        <PlanView plan={plan} household={household} faults={plan?.problems ?? []} />
        <PlanAnswers plan={plan} ready={ready} command={command} onClose={onClose} onSend={send} autoFocus />
      </form>
    </Dialog>
  );
}
