import { Button } from "@mantine/core";
import { type KeyboardEvent, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BatchView, type CaIdQuestion, commands, type IdentifierKind } from "../../../api/bindings";
import { faultAt } from "../../../api/problem";
import { useCommand } from "../../../api/useCommand";
import { useFaultText } from "../../../components/fieldFaults";
import { ProblemNote } from "../../../components/ProblemNote";
import { CompletionInput, type ServicesOnCard, useCompletions } from "../../lookups/CompletionInput";
import { readServices, ServicesFooter } from "../../lookups/ServicesFooter";
import classes from "../retries.module.css";
import { askedKind, refreshAnswered, targetOf } from "./caIds";

const UnreadRows = lazy(async () => ({ default: (await import("../../mirror/UnreadRows")).UnreadRows }));

const NO_CARD: ServicesOnCard = { names: [], first: false };

interface CaIdAnswerProps {
  batch: BatchView;
  question: CaIdQuestion;
  /** The focus comes here at the beginning, and when the question before is answered. */
  isNext: boolean;
  /** Leaves an answer as it is. */
  onClose?: () => void;
}

/** Asks which card, box or service a CA id belongs to. Choosing one of the list answers at once. */
export function CaIdAnswer({ batch, question: { of, rows, mapping }, isNext, onClose }: CaIdAnswerProps) {
  const { t } = useTranslation(["retries", "forms", "common"]);
  const faultText = useFaultText();
  const { busy, problem, run, forget } = useCommand({ refresh: () => refreshAnswered(batch) });
  const list = useCommand();
  const [text, setText] = useState(mapping?.identifier ?? "");
  const [listed, setListed] = useState(false);
  const [unread, setUnread] = useState<string>();
  const target = targetOf(of);
  const kind = askedKind(of);
  const isService = kind === "service";
  const { completions, complete, services } = useCompletions(target, text, listed, NO_CARD);
  const unreadList = services?.fault && services.fault.unread > 0 ? services.fault.list : undefined;
  const provider = t(`common:${of.provider === "nagravision" ? "nagravision" : "conax"}`);
  const label = t(`retries:questions.ask.${kind}`, { provider, id: of.caId });
  const fault = faultAt(problem, "identifier");

  async function answer(named: string, by: IdentifierKind | null) {
    if (await run(() => commands.retries.mapCaId(of, { kind: of.kind, text: named, by }))) onClose?.();
  }
  function pressed(event: KeyboardEvent<HTMLInputElement>) {
    if (!isService || !listed) return;
    const reads = event.ctrlKey && !event.altKey && event.code === "KeyR";
    const shows = event.altKey && !event.ctrlKey && event.code === "KeyU" && unreadList !== undefined;
    if (!reads && !shows) return;
    event.preventDefault();
    event.stopPropagation();
    if (reads) readServices(list);
    else setUnread(unreadList);
  }
  return (
    <form
      className={classes.question}
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void answer(text, null);
      }}
    >
      <CompletionInput
        data-autofocus={isNext || undefined}
        label={label}
        description={t("retries:questions.rows", { count: rows })}
        inputWrapperOrder={["label", "description", "input", "error"]}
        dir="ltr"
        name={of.caId}
        autoComplete="off"
        completions={completions}
        by={target.by}
        complete={complete}
        preselects={isService}
        listLabel={t("forms:completions", { field: label })}
        foot={
          isService ? (
            <ServicesFooter services={services} command={list} onUnread={() => setUnread(unreadList)} />
          ) : undefined
        }
        value={text}
        error={fault && faultText(fault)}
        onAsk={setListed}
        onText={(typed) => {
          setText(typed);
          forget();
        }}
        onPick={(picked) => {
          setText(picked.text);
          void answer(picked.text, picked.by);
        }}
        onKeyDown={pressed}
      />
      <Button type="submit" aria-disabled={busy} aria-label={t("retries:questions.useFor", { id: of.caId })}>
        {t("retries:questions.use")}
      </Button>
      {onClose && (
        <Button variant="subtle" onClick={onClose}>
          {t("retries:questions.keep")}
        </Button>
      )}
      {problem && !fault && <ProblemNote problem={problem} />}
      {unread !== undefined && (
        <Suspense>
          <UnreadRows list={unread} onClose={() => setUnread(undefined)} />
        </Suspense>
      )}
    </form>
  );
}
