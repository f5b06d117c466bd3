import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ChangeLoss, Entity, FieldProblem, Household, HouseholdPlan, PlannedRequest } from "../../api/bindings";
import type { Command } from "../../api/useCommand";
import { useFaultText } from "../../components/fieldFaults";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { ProblemNote } from "../../components/ProblemNote";
import { fieldOf, operationById } from "../../state/catalogue";
import { fieldText } from "../../state/fieldText";
import { useOperationName } from "../../state/requestTexts";
import { EntityNumber } from "../entities/EntityNumbers";
import { pairingFault } from "../entities/pairingFault";
import { identifiersOf, isSameIdentifier, mainIdentifier } from "../lookups/identifiers";
import classes from "./household.module.css";

interface PlanViewProps {
  plan: HouseholdPlan | undefined;
  household: Household;
  /** The faults of the change that no input shows. */
  faults: readonly FieldProblem[];
}

/** The requests that a change makes, in the order of sending, and what is lost by it. */
export function PlanView({ plan, household, faults }: PlanViewProps) {
  const { t } = useTranslation("household");
  const faultText = useFaultText();
  if (!plan) return null;
  return (
    <>
      {plan.losses.length > 0 && (
        <section>
          <h3>{t("lossesTitle")}</h3>
          <ul className={classes.losses}>
            {plan.losses.map((loss) => (
              <li key={JSON.stringify(loss)}>
                <Icon of={IconAlertTriangle} size={14} />
                <LossText loss={loss} household={household} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {faults.map((problem) => (
        <p key={`${problem.field} ${problem.fault}`} className={classes.bad}>
          {faultText(problem)}
        </p>
      ))}
      {plan.requests.length > 0 && (
        <section>
          <h3>{t("requestsTitle", { count: plan.requests.length })}</h3>
          <ol className={classes.steps}>
            {plan.requests.map((request) => (
              <PlannedStep key={JSON.stringify(request.draft)} request={request} household={household} />
            ))}
          </ol>
        </section>
      )}
      {plan.requests.length === 0 && plan.problems.length === 0 && <p>{t("nothingToSend")}</p>}
      {plan.requests.length > 1 && <p className={classes.faint}>{t("inOrder")}</p>}
    </>
  );
}

function PlannedStep({ request, household }: { request: PlannedRequest; household: Household }) {
  const { t } = useTranslation("household");
  const operationName = useOperationName();
  const faultText = useFaultText();
  const { draft, smartcard, setTopBox, service, problems, warnings } = request;
  const operation = operationById(draft.operation);
  const label = ({ field }: FieldProblem) => {
    const declared = operation && fieldOf(operation, field);
    return operation && declared ? `${fieldText(operation, declared, "label")}: ` : "";
  };
  return (
    <li>
      <span className={classes.subject}>
        <b>{operationName({ operation: draft.operation, requestType: null })}</b>
        {service && <bdi>{serviceName(service, household)}</bdi>}
        {setTopBox && <EntityNumber kind="setTopBox" text={setTopBox} copy={false} />}
      </span>
      {smartcard && <EntityNumber kind="smartcard" text={itemName(smartcard, household)} copy={false} />}
      {problems.map((problem) => (
        <p key={`${problem.field} ${problem.fault}`} className={classes.bad}>
          {label(problem)}
          {faultText(problem)}
        </p>
      ))}
      {warnings.map(pairingFault).map((problem) => (
        <p key={`${problem.field} ${problem.fault}`} className={classes.warn}>
          {t("warning")} {faultText(problem)}
        </p>
      ))}
    </li>
  );
}

/** What the tick of a service is called. */
function serviceName(text: string, { services }: Household) {
  const known = services.find(({ service, code, caId }) => [service, code, caId].includes(text));
  return known?.name ?? known?.code ?? text;
}

/** What a card or box of the household is called; a new one as it was typed. */
function itemName(text: string, { cards, boxes }: Household) {
  const isCalled = ({ entity }: { entity: Entity }) =>
    identifiersOf(entity).some((identifier) => isSameIdentifier(identifier.text, text));
  const known = cards.find(isCalled) ?? boxes.find(isCalled);
  return known ? mainIdentifier(known.entity) : text;
}

function LossText({ loss, household }: { loss: ChangeLoss; household: Household }) {
  const { t } = useTranslation("household");
  switch (loss.what) {
    case "service":
      return t("loss.service", {
        card: itemName(loss.smartcard, household),
        service: serviceName(loss.service, household),
      });
    case "unpaired":
      return t("loss.unpaired", { card: itemName(loss.smartcard, household), boxes: loss.setTopBoxes.join(", ") });
    case "pairingStays":
      return t("loss.pairingStays", { item: itemName(loss.item, household), others: loss.with.join(", ") });
    case "pairingNotKnown":
      return t("loss.pairingNotKnown", { item: itemName(loss.item, household) });
    case "onlyCaId":
      return t("loss.onlyCaId", {
        card: itemName(loss.smartcard, household),
        service: serviceName(loss.service, household),
      });
    case "servicesNotKnown":
      return t("loss.servicesNotKnown", { card: itemName(loss.smartcard, household) });
  }
}

interface PlanAnswersProps {
  plan: HouseholdPlan | undefined;
  ready: boolean;
  command: Command;
  onClose: () => void;
  onSend: () => void;
  /** The dialog begins at its button. */
  autoFocus?: boolean;
}

/** Sends the plan, or closes it. Without a plan that can be sent the button says so by being off. */
export function PlanAnswers({ plan, ready, command, onClose, onSend, autoFocus }: PlanAnswersProps) {
  const { t } = useTranslation(["household", "common"]);
  return (
    <>
      {command.problem && <ProblemNote problem={command.problem} />}
      <div className={classes.answers}>
        <Button onClick={onClose} rightSection={<Kbd keys="Esc" />} aria-keyshortcuts="Escape">
          {t("common:cancel")}
        </Button>
        <Button
          data-plan-send
          data-autofocus={autoFocus || undefined}
          variant="filled"
          data-disabled={ready ? undefined : true}
          aria-disabled={!ready || command.busy}
          aria-keyshortcuts="Control+Enter"
          rightSection={<Kbd keys="Ctrl+Enter" />}
          onClick={onSend}
        >
          {t("household:send", { count: plan?.requests.length ?? 0 })}
        </Button>
      </div>
    </>
  );
}
