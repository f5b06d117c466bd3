import { Button, Modal } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EntityAction } from "../../api/bindings";
import { Identifier } from "../../components/Identifier";
import { Dialog } from "../../components/layers/Dialog";
import { operationIcon } from "../../components/operationIcons";
import { ProblemNote } from "../../components/ProblemNote";
import {
  type Operation,
  operations,
  operationsAt,
  operationText,
  unpairs,
  useUnavailable,
} from "../../state/catalogue";
import { useSnapshot } from "../../state/snapshot";
import { entityQuery } from "../entities/queries";
import { ConfirmOperation } from "../operations/ConfirmOperation";
import classes from "./field.module.css";
import { useServerAway } from "./fieldState";
import { OtherOperationForm } from "./OtherOperationForm";
import { type CaSystem, cardValues, type NamedEntity, subscriptionValues } from "./pairing/pairing";
import { TouchButton } from "./TouchButton";
import { useSending } from "./useSending";

interface OtherOperationsProps {
  card: NamedEntity | undefined;
  system: CaSystem | undefined;
  subscription: string | null;
  /** Id of the day's job that the operation belongs to. */
  job: string | null;
}

/** Rarely needed operations, one step away. */
export function OtherOperations(of: OtherOperationsProps) {
  const { t } = useTranslation("field");
  const [opened, setOpened] = useState(false);
  return (
    <>
      <TouchButton icon={IconDots} aria-expanded={opened} onClick={() => setOpened(true)}>
        {t("otherJobs")}
      </TouchButton>
      {opened && <OtherOperationsDialog {...of} onClose={() => setOpened(false)} />}
    </>
  );
}

/** The other operations for the scanned card; an unavailable one states its reason. */
function OtherOperationsDialog({
  card,
  system,
  subscription,
  job,
  onClose,
}: OtherOperationsProps & { onClose: () => void }) {
  const { t } = useTranslation(["field", "operations", "common"]);
  const [hand, setHand] = useState<{ chosen?: Operation }>({});
  const { chosen } = hand;
  const setChosen = (chosen: Operation | undefined) => setHand({ chosen });
  const sending = useSending(`field ${chosen?.id ?? ""} ${card?.text ?? ""}`);
  const of = { kind: "smartcard", text: card?.text ?? "", by: null } as const;
  const page = useQuery({ ...entityQuery(of), enabled: card !== undefined });
  const known = ({ id }: Operation) => page.data?.jobs.find(({ operation }) => operation === id);
  const why = useUnavailabilityReason(card !== undefined, system);
  const shown = operationsAt("field-mode")
    .filter((operation) => isOfSystem(operation, system))
    .map((operation) => ({ operation, reason: why(operation, known(operation)) }));
  const first = shown.find(({ reason }) => reason === undefined)?.operation;
  const draftOf = (operation: Operation) => ({
    operation: operation.id,
    values: {
      ...known(operation)?.values,
      ...(card && namesCard(operation) ? cardValues(card) : {}),
      ...subscriptionValues(subscription ?? page.data?.entity.subscription ?? null),
    },
  });
  async function send(draft: { operation: string; values: Record<string, string> }) {
    if (await sending.send(draft, job, hand)) onClose();
  }

  if (chosen?.confirmation && card) {
    return (
      <ConfirmOperation
        operation={chosen}
        card={card.text}
        onKeep={() => setChosen(undefined)}
        onConfirm={() => {
          setChosen(undefined);
          void send(draftOf(chosen));
        }}
      />
    );
  }
  // Remounted at each step, so that its first input or button has the focus.
  return (
    <Dialog key={chosen?.id ?? ""} onClose={onClose} withCloseButton={false} size="lg">
      <Modal.Title mb="sm">
        {chosen ? t(operationText(chosen.id, "title")) : t("field:otherJobs")}
        {card && (
          <>
            {" "}
            <Identifier value={card.text} bare copy={false} />
          </>
        )}
      </Modal.Title>
      {sending.problem && <ProblemNote problem={sending.problem} />}
      {chosen ? (
        <OtherOperationForm
          operation={chosen}
          start={draftOf(chosen).values}
          busy={sending.busy}
          onBack={() => setChosen(undefined)}
          onSend={(values) => void send({ operation: chosen.id, values })}
        />
      ) : (
        <>
          <ul className={classes.operationList}>
            {shown.map(({ operation, reason }) => (
              <li key={operation.id}>
                <TouchButton
                  data-autofocus={operation === first || undefined}
                  icon={operationIcon(operation)}
                  off={reason !== undefined}
                  note={reason ?? t(operationText(operation.id, "summary"))}
                  onClick={() => setChosen(operation)}
                >
                  {t(operationText(operation.id, "job"))}
                </TouchButton>
              </li>
            ))}
          </ul>
          <div className={classes.answers}>
            <Button data-autofocus={first === undefined || undefined} onClick={onClose}>
              {t("common:close")}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

const namesCard = (operation: Operation) => operation.fields.some(({ name }) => name === "smartcard_identifier");

const isOfSystem = (operation: Operation, system: string | undefined) =>
  // A CA system without a call to unpair shows the operation too, with that reason.
  unpairs(operation) || operation.provider === "provisioning" || system === undefined || operation.provider === system;

const canUnpair = (system: string) => operations.some((one) => unpairs(one) && one.provider === system);

/** The reason why an operation is unavailable; undefined where it is available. */
function useUnavailabilityReason(hasCard: boolean, system: string | undefined) {
  const { t } = useTranslation(["field", "forms"]);
  const unavailable = useUnavailable();
  const { away } = useServerAway();
  const { journal } = useSnapshot();
  return (operation: Operation, known: EntityAction | undefined): string | undefined => {
    if (!hasCard) return t("field:missing.card");
    if (journal) return t("forms:disabled.journal");
    if (unpairs(operation) && system !== undefined && !canUnpair(system)) return t("field:unfit.noUnpair");
    const lacking = unavailable(operation.id);
    if (lacking) return lacking;
    if (away && operation.effect === "changes-pin") return t("field:pinOffline");
    const why = known?.unfit?.why;
    // A missing subscription can be typed here, and the known pairing may be outdated.
    return why && why !== "noSubscription" && why !== "notPaired" ? t(`field:unfit.${why}`) : undefined;
  };
}
