import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, EntityRef, FieldProblem, Household, HouseholdChange, Sequence } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { useFaultText } from "../../components/fieldFaults";
import { Dialog } from "../../components/layers/Dialog";
import { ProblemNote } from "../../components/ProblemNote";
import type { Provider } from "../../state/catalogue";
import { CompletionInput, useCompletions } from "../lookups/CompletionInput";
import { type LookupTarget, mainIdentifier } from "../lookups/identifiers";
import { LookupResult, LookupStatusIcon, useLookup } from "../lookups/LookupResult";
import { useFilledForm } from "../updates/filledForms";
import classes from "./household.module.css";
import { PlanAnswers, PlanView } from "./PlanView";
import { planQuery } from "./queries";
import { onSendKey, useSendPlan } from "./useSendPlan";

/** The card or box that is replaced. */
export interface Replaced {
  kind: "smartcard" | "setTopBox";
  /** Names it in the change. */
  old: string;
  entity: Entity;
}

interface ReplaceDialogProps {
  of: EntityRef;
  replaced: Replaced;
  household: Household;
  onClose: () => void;
  onSent: (sequence: Sequence) => void;
}

const PLAN_DELAY_MS = 200;

/** A new card or box is scanned or typed; its requests and the losses of the old one are shown before they are sent. */
export function ReplaceDialog({ of, replaced, household, onClose, onSent }: ReplaceDialogProps) {
  const { t } = useTranslation("household");
  const { kind, entity } = replaced;
  const [text, setText] = useState("");
  const [caId, setCaId] = useState("");
  useFilledForm(text !== "");
  const change = changeOf(replaced, text.trim(), caId.trim());
  const [rested] = useDebouncedValue(JSON.stringify(change), PLAN_DELAY_MS);
  const { data, error, isPlaceholderData } = useQuery({
    ...planQuery(of, JSON.parse(rested) as HouseholdChange),
    enabled: text.trim() !== "",
    placeholderData: keepPreviousData,
  });
  const current = text.trim() !== "" && rested === JSON.stringify(change) && !isPlaceholderData;
  const plan = text.trim() === "" ? undefined : data;
  const { command, ready, send } = useSendPlan(current ? plan : undefined, onSent);
  const at = (field: string) => plan?.problems.filter((problem) => problem.field === field) ?? [];
  const needsCaId = caId !== "" || at("newCaId").length > 0;

  function entered(event: KeyboardEvent<HTMLElement>) {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.currentTarget.closest("form")?.querySelector<HTMLElement>("[data-plan-send]")?.focus();
  }
  return (
    <Dialog onClose={onClose} withCloseButton={false} size={620}>
      <form
        className={classes.plan}
        noValidate
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={onSendKey(send)}
      >
        <Modal.Title>{t(`replace.${kind}.title`, { number: mainIdentifier(entity) })}</Modal.Title>
        <NumberInput
          name="new"
          label={t(`replace.${kind}.label`)}
          target={{ kind, by: "serial_number", alternatives: ["ca_id", "alternative_code"] }}
          provider={entity.provider}
          text={text}
          faults={at("new")}
          onText={setText}
          onEnter={entered}
          autoFocus
        />
        {needsCaId && (
          <NumberInput
            name="newCaId"
            label={t("replace.caId")}
            target={{ kind, by: "ca_id", alternatives: [] }}
            provider={entity.provider}
            text={caId}
            faults={at("newCaId")}
            onText={setCaId}
            onEnter={entered}
          />
        )}
        {error && <ProblemNote problem={asProblem(error)} />}
        <PlanView
          plan={plan}
          household={household}
          faults={plan?.problems.filter(({ field }) => field !== "new" && field !== "newCaId") ?? []}
        />
        {!plan && <p className={classes.faint}>{t(`replace.${kind}.help`, { number: mainIdentifier(entity) })}</p>}
        <PlanAnswers plan={plan} ready={ready} command={command} onClose={onClose} onSend={send} />
      </form>
    </Dialog>
  );
}

function changeOf({ kind, old }: Replaced, text: string, caId: string): HouseholdChange {
  const numbers = { old, new: text, newCaId: caId === "" ? null : caId };
  return kind === "smartcard" ? { change: "replaceSmartcard", ...numbers } : { change: "replaceSetTopBox", ...numbers };
}

interface NumberInputProps {
  name: string;
  label: string;
  target: LookupTarget;
  provider: string | null;
  text: string;
  faults: readonly FieldProblem[];
  autoFocus?: boolean;
  onText: (text: string) => void;
  onEnter: (event: KeyboardEvent<HTMLElement>) => void;
}

const NO_SERVICES = { names: [], first: false };

/** The number of a card or box, completed and looked up while it is typed. */
function NumberInput({ name, label, target, provider, text, faults, autoFocus, onText, onEnter }: NumberInputProps) {
  const { t } = useTranslation("forms");
  const faultText = useFaultText();
  const [listed, setListed] = useState(false);
  const { completions, complete } = useCompletions(target, text, listed, NO_SERVICES);
  const lookup = useLookup(target, text, (provider ?? "provisioning") as Provider);
  return (
    <div>
      <CompletionInput
        name={name}
        label={label}
        dir="ltr"
        data-autofocus={autoFocus || undefined}
        completions={completions}
        by={target.by}
        complete={complete}
        preselects={false}
        listLabel={t("completions", { field: label })}
        value={text}
        error={faults.length > 0 && faults.map((fault) => faultText(fault, { label })).join(" ")}
        rightSectionWidth={text.trim() === "" ? undefined : 96}
        rightSectionPointerEvents="none"
        rightSection={text.trim() !== "" && <LookupStatusIcon lookup={lookup} hasSuggestions={false} />}
        onAsk={setListed}
        onText={onText}
        onPick={(picked) => onText(picked.text)}
        onKeyDown={onEnter}
        onBlur={lookup.now}
      />
      <LookupResult lookup={lookup} text={text} />
    </div>
  );
}
