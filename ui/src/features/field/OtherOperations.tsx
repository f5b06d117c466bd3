import { Button, Modal } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Job } from "../../api/bindings";
import { useReturnFocus } from "../../components/focus";
import { Identifier } from "../../components/Identifier";
import { jobIcons } from "../../components/jobIcons";
import { ProblemNote } from "../../components/ProblemNote";
import { type OperationId, operationById, operationText } from "../../state/catalogue";
import { useSnapshot } from "../../state/snapshot";
import { useUnavailable } from "../../state/useUnavailable";
import { entityQuery } from "../entities/queries";
import { UnpairDialog } from "../operations/UnpairDialog";
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
  /** Id of the day's job that it is done for. */
  job: string | null;
}

/** What is seldom needed, and one step away. */
export function OtherOperations(of: OtherOperationsProps) {
  const { t } = useTranslation("field");
  const [opened, setOpened] = useState(false);
  return (
    <>
      <TouchButton icon={IconDots} aria-haspopup="dialog" aria-expanded={opened} onClick={() => setOpened(true)}>
        {t("otherJobs")}
      </TouchButton>
      {opened && <OtherOperationsDialog {...of} onClose={() => setOpened(false)} />}
    </>
  );
}

const OTHER_OPERATIONS = [
  "nagra.unpair",
  "conax.reset-pin",
  "conax.set-pin",
  "nagra.clear-pin",
  "provisioning.resync",
] as const;
type OtherOperation = (typeof OTHER_OPERATIONS)[number];
const PIN_OPERATIONS: readonly OtherOperation[] = ["conax.reset-pin", "conax.set-pin", "nagra.clear-pin"];

/** The other jobs of the card in hand; one that cannot be done now says why. */
function OtherOperationsDialog({
  card,
  system,
  subscription,
  job,
  onClose,
}: OtherOperationsProps & { onClose: () => void }) {
  const { t } = useTranslation(["field", "operations", "common"]);
  const [hand, setHand] = useState<{ chosen?: OtherOperation }>({});
  const { chosen } = hand;
  const setChosen = (chosen: OtherOperation | undefined) => setHand({ chosen });
  const sending = useSending(`field ${chosen ?? ""} ${card?.text ?? ""}`);
  useReturnFocus();
  const of = { kind: "smartcard", text: card?.text ?? "", by: null } as const;
  const page = useQuery({ ...entityQuery(of), enabled: card !== undefined });
  const known = (id: OperationId) => page.data?.jobs.find(({ operation }) => operation === id);
  const why = useWhyNot(card !== undefined, system);
  const shown = OTHER_OPERATIONS.filter((id) => isOfSystem(id, system)).map((id) => ({
    id,
    reason: why(id, known(id)),
  }));
  const first = shown.find(({ reason }) => reason === undefined)?.id;
  const draftOf = (id: OtherOperation) => ({
    operation: id,
    values: {
      ...known(id)?.values,
      ...(id === "provisioning.resync" || !card ? {} : cardValues(card)),
      ...subscriptionValues(subscription ?? page.data?.thing.subscription ?? null),
    },
  });
  async function send(draft: { operation: string; values: Record<string, string> }) {
    if (await sending.send(draft, job, hand)) onClose();
  }

  if (chosen === "nagra.unpair" && card) {
    return (
      <UnpairDialog
        card={card.text}
        opened
        onKeep={() => setChosen(undefined)}
        onUnpair={() => {
          setChosen(undefined);
          void send(draftOf("nagra.unpair"));
        }}
      />
    );
  }
  const operation = operationById(chosen ?? null);
  // Another one for each step, so that its first input or button has the focus.
  return (
    <Modal key={chosen ?? ""} opened onClose={onClose} withCloseButton={false} size="lg">
      <Modal.Title mb="sm">
        {chosen ? t(operationText(chosen, "title")) : t("field:otherJobs")}
        {card && (
          <>
            {" "}
            <Identifier value={card.text} bare copy={false} />
          </>
        )}
      </Modal.Title>
      {sending.problem && <ProblemNote problem={sending.problem} />}
      {chosen && operation ? (
        <OtherOperationForm
          operation={operation}
          start={draftOf(chosen).values}
          busy={sending.busy}
          onBack={() => setChosen(undefined)}
          onSend={(values) => void send({ operation: chosen, values })}
        />
      ) : (
        <>
          <ul className={classes.operationList}>
            {shown.map(({ id, reason }) => (
              <li key={id}>
                <TouchButton
                  data-autofocus={id === first || undefined}
                  icon={jobIcons[id]}
                  off={reason !== undefined}
                  note={reason ?? t(operationText(id, "summary"))}
                  onClick={() => setChosen(id)}
                >
                  {t(operationText(id, "job"))}
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
    </Modal>
  );
}

const isOfSystem = (id: OtherOperation, system: string | undefined) => {
  const provider = operationById(id)?.provider;
  // Conax has no call to unpair, and whoever looks for it is told so.
  return id === "nagra.unpair" || provider === "provisioning" || system === undefined || provider === system;
};

/** Why a job cannot be done now, in words; nothing where it can. */
function useWhyNot(hasCard: boolean, system: string | undefined) {
  const { t } = useTranslation(["field", "forms"]);
  const unavailable = useUnavailable();
  const { away } = useServerAway();
  const { journal } = useSnapshot();
  return (id: OtherOperation, known: Job | undefined): string | undefined => {
    if (!hasCard) return t("field:missing.card");
    if (journal) return t("forms:disabled.journal");
    if (id === "nagra.unpair" && system === "conax") return t("field:unfit.noUnpair");
    const lacking = unavailable(id);
    if (lacking) return lacking;
    if (away && PIN_OPERATIONS.includes(id)) return t("field:pinOffline");
    const why = known?.unfit?.why;
    // What is missing can be typed here, and what is known of a pairing may be old.
    return why && why !== "noSubscription" && why !== "notPaired" ? t(`field:unfit.${why}`) : undefined;
  };
}
