import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RequestDetail } from "../../api/bindings";
import { ProblemNote } from "../../components/ProblemNote";
import { carriesPin, type Operation, operationText } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { useFilledForm } from "../../state/filledForms";
import { useOutliving } from "../../state/reloadMemory";
import { useSnapshot } from "../../state/snapshot";
import { useGoBack } from "../../state/visits";
import { type RetryOrigin, RetryProblem } from "../retries/retryForm";
import { useRetryForm } from "../retries/useRetryForm";
import { ConfirmOperation } from "./ConfirmOperation";
import { toShownTime } from "./dates";
import { FormFields } from "./FormFields";
import { FormHeader } from "./FormHeader";
import { EditNote, OriginNote, UnavailableNote } from "./FormNotes";
import { isOption } from "./fields/fieldKinds";
import { focusAfter } from "./focusOrder";
import classes from "./operations.module.css";
import { SendBar } from "./SendBar";
import { SidePanel } from "./SidePanel";
import { useScans } from "./scans";
import { useClearForm } from "./useClearForm";
import { useFormKeys } from "./useFormKeys";
import { useOperationForm } from "./useOperationForm";
import { useSend } from "./useSend";
import { useUndo } from "./useUndo";

/** The part of a form that survives a reload of the page. */
export interface FormSnapshot {
  key: string;
  values: Record<string, string>;
  leavesAt: string;
  /** The form still belongs to its address, and not yet to the next request. */
  begun: boolean;
}

export interface FormStart {
  /** Key of the outbox row that the form creates. */
  key: string;
  values?: Record<string, string>;
  /** The scheduled time, as typed. */
  leavesAt?: string;
  /** The request that the values come from. */
  origin?: RequestDetail;
  /** The edited request: sending the form replaces it in its place. */
  edited?: RequestDetail;
  /** The rejected request that sending the form retries. */
  retried?: RetryOrigin;
}

interface OperationFormProps {
  operation: Operation;
  /** Identifies the form on the page across a reload: its snapshot and its key are stored under this name. */
  place: string;
  start: FormStart;
}

/** The form on one side; on the other, the last requests and a preview of this one. */
export function OperationForm({ operation, place, start }: OperationFormProps) {
  const { t } = useTranslation(["forms", "operations"]);
  const snapshot = useSnapshot();
  const { edited } = start;
  const dates = useDates();
  const navigate = useNavigate();
  const retry = useRetryForm(operation, start.retried);
  const form = useOperationForm(operation, {
    place,
    key: start.key,
    values: start.values,
    leavesAt: start.leavesAt ?? (edited?.row.leavesAt ? toShownTime(dates.wallClock(edited.row.leavesAt)) : ""),
    keeps: edited === undefined && start.retried === undefined,
    lacks: retry.lackAt,
  });
  const [origin, setOrigin] = useState(start.origin);
  const begun = origin === start.origin && retry.retried === start.retried;
  useOutliving(place, { ...form.safe, begun } satisfies FormSnapshot);
  useFilledForm(Object.keys(form.draft.values).length > 0);
  const [optionsOpen, setOptionsOpen] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const sentFrom = useRef({ key: "", input: "" });
  const unavailable = snapshot.unavailable.find((missing) => missing.operation === operation.id);
  const noPinNow = snapshot.network === "offline" && carriesPin(operation);
  const blocked = unavailable ? "unavailable" : snapshot.journal ? "journal" : noPinNow ? "pinOffline" : undefined;

  const send = useSend({
    form,
    element,
    blocked: blocked !== undefined,
    showOptions: () => setOptionsOpen(true),
    isOption: (name) => operation.fields.some((field) => field.name === name && isOption(field)),
    edited: edited?.row.key,
    retried: retry.retried?.origin.row.key,
    onSent(sent, from) {
      sentFrom.current = { key: sent.key, input: from };
      if (edited) void navigate({ to: "/requests/$key", params: { key: edited.row.key } });
      else setOrigin(undefined);
      retry.onSent(sent);
    },
  });
  const goBack = useGoBack(origin ? `/requests/${origin.row.key}` : "/home");
  // The request that was edited stays in the outbox: it is shown there, wherever its form was opened.
  const leave = () => (edited ? void navigate({ to: "/requests/$key", params: { key: edited.row.key } }) : goBack());
  const undo = useUndo(form, element, edited !== undefined, (key) => {
    retry.onFilled(key);
    return key === sentFrom.current.key ? sentFrom.current.input : "";
  });
  const clearForm = useClearForm(form, element, () => {
    setOrigin(undefined);
    retry.forget();
    send.forget();
    return () => {
      setOrigin(origin);
      retry.restore(retry.retried);
    };
  });
  useScans(form, element);
  useFormKeys({
    element,
    form,
    send: send.start,
    undo: undo.last,
    toggleOptions: () => setOptionsOpen((open) => !open),
    startAt: start.retried?.missing[0]?.field,
    leave,
  });

  return (
    <>
      <FormHeader
        form={form}
        restored={start.values !== undefined && !origin && !edited && !start.retried}
        edits={edited !== undefined}
        onBack={leave}
        onClear={clearForm}
      />
      <div className={classes.grid}>
        <form
          ref={element}
          className={classes.form}
          aria-label={t(operationText(operation.id, "title"))}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            send.start();
          }}
          onKeyDown={(event) => {
            const walks = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
            if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !walks) return;
            event.preventDefault();
            focusAfter(event.currentTarget, event.target as Element);
          }}
        >
          <div className={classes.scroll}>
            {unavailable && <UnavailableNote missing={unavailable} />}
            {snapshot.journal && <ProblemNote problem={snapshot.journal} />}
            {send.problem && <RetryProblem problem={send.problem} parent={retry.retried?.origin.row.key} />}
            {undo.note}
            {edited && <EditNote edited={edited} operation={operation} />}
            {origin && <OriginNote origin={origin} operation={operation} />}
            {retry.note}
            <p className={classes.about}>{t(operationText(operation.id, "help"))}</p>
            <FormFields
              form={form}
              optionsOpen={optionsOpen}
              onOptions={setOptionsOpen}
              canWait={retry.retried === undefined}
            />
          </div>
          <SendBar
            form={form}
            attempted={send.attempted}
            busy={send.busy}
            blocked={blocked}
            edits={edited !== undefined}
          />
        </form>
        <SidePanel form={form} onUndo={undo.take} onOpen={undo.fill} />
      </div>
      {operation.confirmation && send.asking && (
        <ConfirmOperation
          operation={operation}
          card={form.values.smartcard_identifier ?? ""}
          onKeep={send.keep}
          onConfirm={send.confirm}
        />
      )}
    </>
  );
}
