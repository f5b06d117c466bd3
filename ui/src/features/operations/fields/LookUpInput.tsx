import type { TextInputProps } from "@mantine/core";
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldProblem } from "../../../api/bindings";
import { useCommand } from "../../../api/useCommand";
import type { OperationForm } from "../useOperationForm";
import { byName } from "../values";
import { CompletedInput } from "./CompletedInput";
import { FoundSign } from "./FoundSign";
import classes from "./fields.module.css";
import type { IdentifierField, SetField } from "./kinds";
import { LookedUp } from "./LookedUp";
import lookUpClasses from "./lookUp.module.css";
import { Messages } from "./Messages";
import { type Choice, kindTaken, offersOf, wantedOf } from "./names";
import { Offers } from "./Offers";
import { readServices, ServicesFoot } from "./ServicesFoot";
import { useCompletions } from "./useCompletions";
import { useLookUp } from "./useLookUp";

const UnreadRows = lazy(async () => ({ default: (await import("../../../app/notices/UnreadRows")).UnreadRows }));

/** The sign's own width is in the style sheet: a narrow input has room for its icon only. */
const SIGN_WIDTH = "var(--sign-width)";
const END_WIDTH = "34px";

interface LookUpInputProps extends Omit<TextInputProps, "form" | "onChange" | "rightSection"> {
  form: OperationForm;
  field: IdentifierField | SetField;
  name: string;
  /** What the input is for, in words. */
  label: string;
  errors: FieldProblem[];
  invalid?: boolean;
  help?: string;
  lack?: string;
  /** At the far end of the input. */
  end?: ReactNode;
  onLeave: () => void;
}

/** An input for an identifier: completed, looked up while somebody types, and sent as typed whatever came of it. */
export function LookUpInput(props: LookUpInputProps) {
  const { form, field, name, label, errors, invalid, help, lack, end, onLeave, onKeyDown, ...input } = props;
  const { t } = useTranslation("forms");
  const id = useId();
  const acting = useCommand();
  const [listed, setListed] = useState(false);
  const [unread, setUnread] = useState<string>();
  const text = form.values[name] ?? "";
  const warnings = form.warningsAt(name);
  const wanted = wantedOf(field, form.values[byName(field)]);
  const lookUp = useLookUp(wanted, text, form.operation.provider);
  const { completions, complete, services } = useCompletions(wanted, text, listed);
  const offers = wanted && lookUp.resolved ? offersOf(lookUp.resolved, wanted, text) : [];
  // The form's own check may have said so already.
  const said = warnings.some(({ fault }) => fault === "twelveDigits") ? offers.filter(({ is }) => is) : offers;
  const service = wanted?.kind === "service";
  const fault = services?.fault;
  const showUnread = () => setUnread(fault?.list);

  function take({ text: taken, by }: Choice) {
    form.change({ [name]: taken, ...(field.kind.type === "identifier" && { [byName(field)]: by }) });
    lookUp.now();
  }
  function pressed(event: KeyboardEvent<HTMLInputElement>) {
    const alone = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const offered = said.find((offer) => offer.take)?.take;
    if (event.key === "Enter" && event.altKey && alone) {
      event.preventDefault();
      event.stopPropagation();
      if (offered) take(offered);
    } else if (service && listed && event.ctrlKey && !event.altKey && event.code === "KeyR") {
      event.preventDefault();
      event.stopPropagation();
      readServices(acting);
    } else if (service && listed && event.altKey && alone && event.code === "KeyU" && fault && fault.unread > 0) {
      event.preventDefault();
      event.stopPropagation();
      showUnread();
    } else {
      onKeyDown?.(event);
    }
  }
  // What it is instead says more than that it was not found.
  const otherwise = said.length > 0 && lookUp.resolved?.state !== "found";
  const signed = wanted !== undefined && text.trim() !== "";
  return (
    <>
      <CompletedInput
        {...input}
        name={name}
        data-walk
        data-scan={kindTaken(field)}
        dir="ltr"
        completions={completions}
        by={wanted?.by}
        complete={complete}
        listLabel={t("completions", { field: label })}
        foot={service ? <ServicesFoot services={services} acting={acting} onUnread={showUnread} /> : undefined}
        attributes={{ input: { "aria-describedby": `${id}-messages` } }}
        value={text}
        error={errors.length > 0 || invalid}
        data-warning={warnings.length > 0 || undefined}
        classNames={{ ...(typeof input.classNames === "object" ? input.classNames : {}), input: classes.mono }}
        rightSectionWidth={
          signed || end ? `calc(${signed ? SIGN_WIDTH : "0px"} + ${end ? END_WIDTH : "0px"})` : undefined
        }
        rightSectionPointerEvents={end ? "all" : "none"}
        rightSection={
          (signed || end) && (
            <span className={lookUpClasses.end}>
              {signed && <FoundSign lookUp={lookUp} offers={said.length > 0} />}
              {end}
            </span>
          )
        }
        onAsk={setListed}
        onText={(typed) => form.set(name, typed)}
        onPick={take}
        onKeyDown={pressed}
        onBlur={() => {
          lookUp.now();
          onLeave();
        }}
      />
      {unread !== undefined && (
        <Suspense>
          <UnreadRows list={unread} onClose={() => setUnread(undefined)} />
        </Suspense>
      )}
      <div id={`${id}-messages`}>
        {signed && !otherwise && <LookedUp lookUp={lookUp} text={text} />}
        <Offers offers={said} also={lookUp.resolved?.state === "found"} onTake={take} />
        <Messages
          errors={errors}
          warnings={warnings}
          help={signed ? undefined : help}
          lack={lack}
          text={text}
          onRepair={(repaired) => form.set(name, repaired)}
        />
      </div>
    </>
  );
}
