import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "../../components/ProblemNote";
import { type Operation, operationText } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { useOutliving } from "../../state/outliving";
import { useSnapshot } from "../../state/snapshot";
import { RetryProblem } from "../retries/RetryProblem";
import { useRetryForm } from "../retries/useRetryForm";
import { toShownTime } from "./dates";
import { EditNote } from "./EditNote";
import { FormFields } from "./FormFields";
import { FormHead } from "./FormHead";
import { asksFirst, isOption } from "./fields/kinds";
import type { FormStart, Typed } from "./OperationPage";
import { OriginNote } from "./OriginNote";
import classes from "./operation.module.css";
import { SendBar } from "./SendBar";
import { SentSide } from "./SentSide";
import { Unavailable } from "./Unavailable";
import { UnpairDialog } from "./UnpairDialog";
import { useFormKeys } from "./useFormKeys";
import { useOperationForm } from "./useOperationForm";
import { useScans } from "./useScans";
import { useSend } from "./useSend";
import { useUndo } from "./useUndo";
import { WillBeSent } from "./WillBeSent";
import { focusAfter } from "./walk";

interface OperationDeskProps {
  operation: Operation;
  /** Where on the page the form is: what was made there is known for the same form. */
  place: string;
  start: FormStart;
}

/** The form on one side; what became of the last ones and what this one will send on the other. */
export function OperationDesk({ operation, place, start }: OperationDeskProps) {
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
  useOutliving(place, { ...form.safe, begun } satisfies Typed);
  const [optionsOpen, setOptionsOpen] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const unavailable = snapshot.unavailable.find((missing) => missing.operation === operation.id);
  const blocked = unavailable ? "unavailable" : snapshot.journal ? "journal" : undefined;

  const send = useSend({
    form,
    element,
    blocked: blocked !== undefined,
    showOptions: () => setOptionsOpen(true),
    isOption: (name) => operation.fields.some((field) => field.name === name && isOption(field)),
    edited: edited?.row.key,
    retried: retry.retried?.origin.row.key,
    onSent(sent) {
      if (edited) void navigate({ to: "/requests/$key", params: { key: edited.row.key } });
      else setOrigin(undefined);
      retry.onSent(sent);
    },
  });
  const undo = useUndo(form, element, edited !== undefined, retry.onFilled);
  useScans(form, element);
  useFormKeys({
    element,
    form,
    send: send.start,
    undo: undo.last,
    toggleOptions: () => setOptionsOpen((open) => !open),
    startAt: start.retried?.missing[0]?.field,
    backTo: edited || origin ? `/requests/${(edited ?? origin)?.row.key}` : "/home",
  });

  return (
    <>
      <FormHead
        form={form}
        restored={start.values !== undefined && !origin && !edited && !start.retried}
        edits={edited !== undefined}
        onClear={() => {
          form.clear();
          setOrigin(undefined);
          retry.forget();
          send.forget();
        }}
        onEmptied={element}
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
            {unavailable && <Unavailable missing={unavailable} />}
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
        <aside className={classes.side}>
          <SentSide onUndo={undo.take} onOpen={undo.fill} />
          <WillBeSent form={form} />
        </aside>
      </div>
      {asksFirst(operation) && (
        <UnpairDialog
          card={form.values.smartcard_identifier ?? ""}
          opened={send.asking}
          onKeep={send.keep}
          onUnpair={send.confirm}
        />
      )}
    </>
  );
}
