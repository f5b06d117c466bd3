import type { TextInputProps } from "@mantine/core";
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useEffect, useEffectEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldProblem } from "../../../api/bindings";
import { useCommand } from "../../../api/useCommand";
import { fieldOf } from "../../../state/catalogue";
import { fieldText } from "../../../state/fieldText";
import { CompletionInput, type ServicesOnCard, useCompletions } from "../../lookups/CompletionInput";
import {
  type EntityIdentifier,
  identifierLabel,
  identifierOf,
  isSameIdentifier,
  suggestionsOf,
} from "../../lookups/identifiers";
import { isDoubtful, LookupResult, LookupStatusIcon, Suggestions, useLookup } from "../../lookups/LookupResult";
import { MoveOffer } from "../../lookups/MoveOffer";
import { NoServices } from "../../lookups/NoServices";
import { readServices, ServicesFooter } from "../../lookups/ServicesFooter";
import { focusInput } from "../focusOrder";
import { byName } from "../formValues";
import { showScanned, withMoved } from "../scans";
import type { FormState } from "../useOperationForm";
import { FieldMessages, FieldRow } from "./FieldRow";
import { entityKindOf, type IdentifierField, isSet, lookupTargetOf, type SetField } from "./fieldKinds";
import classes from "./fields.module.css";

const UnreadRows = lazy(async () => ({ default: (await import("../../mirror/UnreadRows")).UnreadRows }));

/** The width of the status icon comes from the style sheet: a narrow input has no room for its label. */
const SIGN_WIDTH = "var(--sign-width)";
const END_WIDTH = "34px";

interface LookupInputProps extends Omit<TextInputProps, "form" | "onChange" | "rightSection"> {
  form: FormState;
  field: IdentifierField | SetField;
  name: string;
  /** Accessible name of the input. */
  label: string;
  errors: FieldProblem[];
  invalid?: boolean;
  help?: string;
  lack?: string;
  /** Id of messages elsewhere that describe the input too. */
  describedBy?: string;
  /** Rendered at the end of the input. */
  end?: ReactNode;
  onLeave: () => void;
}

/**
 * An input for an identifier, with completions and a look-up while the user types. The text is sent as typed, whether
 * it was found or not.
 */
export function LookupInput(props: LookupInputProps) {
  const { form, field, name, label, errors, invalid, help, lack, describedBy, end, onLeave, onKeyDown, ...input } =
    props;
  const { t } = useTranslation("forms");
  const id = useId();
  const command = useCommand();
  const [listed, setListed] = useState(false);
  const [unread, setUnread] = useState<string>();
  const text = form.values[name] ?? "";
  const filledFrom = form.known.filledFrom(name);
  const warnings = form.warningsAt(name);
  const target = lookupTargetOf(field, form.values[byName(field)]);
  const lookup = useLookup(target, text, form.operation.provider);
  const onCard = servicesOnCard(form);
  const { completions, complete, services } = useCompletions(target, text, listed, onCard);
  const allSuggestions = target && lookup.resolved ? suggestionsOf(lookup.resolved, target, text) : [];
  // The form's validation already warns about a twelve-digit number.
  const suggestions = warnings.some(({ fault }) => fault === "twelveDigits")
    ? allSuggestions.filter(({ is }) => is)
    : allSuggestions;
  // A text that still completes to known ones is not sought yet.
  const isChoosing = listed && completions.length > 0 && !complete && lookup.resolved?.state === "notFound";
  const shown = isChoosing ? { ...lookup, resolved: undefined } : lookup;
  const doubtful = text.trim() !== "" && isDoubtful(shown.resolved, suggestions.length > 0);
  const { doubt } = form;
  useEffect(() => {
    doubt(name, doubtful);
    return () => doubt(name, false);
  }, [doubt, name, doubtful]);
  const otherKind =
    lookup.resolved?.wrongKind === true ? lookup.resolved.entity?.kind : suggestions.find(({ of }) => of)?.of;
  const moved = otherKind && withMoved(form, field, name, otherKind);
  const movedTo = moved && fieldOf(form.operation, moved.input);
  const service = target?.kind === "service";
  const fault = services?.fault;
  const showUnread = () => setUnread(fault?.list);

  function take({ text: taken, by }: EntityIdentifier) {
    form.change({ [name]: taken, ...(field.kind.type === "identifier" && { [byName(field)]: by }) });
    lookup.now();
  }
  function move() {
    if (!moved) return;
    showScanned(form, moved, field);
    focusInput(moved.input);
  }
  // The server may distinguish upper and lower case in a service's code; people do not.
  const spelled = service && target && lookup.resolved?.entity && identifierOf(lookup.resolved.entity, target.by);
  const respell = useEffectEvent((spelling: string) => form.set(name, spelling));
  useEffect(() => {
    if (spelled && spelled !== text.trim() && isSameIdentifier(spelled, text)) respell(spelled);
  }, [spelled, text]);

  function pressed(event: KeyboardEvent<HTMLInputElement>) {
    const alone = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const offered = suggestions.find((offer) => offer.take)?.take;
    if (event.key === "Enter" && event.altKey && alone) {
      event.preventDefault();
      event.stopPropagation();
      if (offered) take(offered);
      else move();
    } else if (service && listed && event.ctrlKey && !event.altKey && event.code === "KeyR") {
      event.preventDefault();
      event.stopPropagation();
      readServices(command);
    } else if (service && listed && event.altKey && alone && event.code === "KeyU" && fault && fault.unread > 0) {
      event.preventDefault();
      event.stopPropagation();
      showUnread();
    } else {
      onKeyDown?.(event);
    }
  }
  // A suggestion says more than “not found”.
  const isSuggestionBetter = suggestions.length > 0 && lookup.resolved?.state !== "found";
  const signed = target !== undefined && text.trim() !== "";
  return (
    <>
      <CompletionInput
        {...input}
        name={name}
        data-walk
        data-scan={entityKindOf(field)}
        dir="ltr"
        completions={completions}
        by={target?.by}
        complete={complete}
        preselects={service}
        listLabel={t("completions", { field: label })}
        foot={service ? <ServicesFooter services={services} command={command} onUnread={showUnread} /> : undefined}
        attributes={{ input: { "aria-describedby": [`${id}-messages`, describedBy].filter(Boolean).join(" ") } }}
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
            <span className={classes.inputEnd}>
              {signed && <LookupStatusIcon lookup={shown} hasSuggestions={suggestions.length > 0} />}
              {end}
            </span>
          )
        }
        onAsk={setListed}
        onText={(typed) => form.set(name, typed)}
        onPick={take}
        onKeyDown={pressed}
        onBlur={() => {
          lookup.now();
          onLeave();
        }}
      />
      {unread !== undefined && (
        <Suspense>
          <UnreadRows list={unread} onClose={() => setUnread(undefined)} />
        </Suspense>
      )}
      <div id={`${id}-messages`}>
        {signed && !isSuggestionBetter && <LookupResult lookup={shown} text={text} />}
        <NoServices services={services} />
        {filledFrom && <p className={classes.help}>{t(`filledIn.${filledFrom}`)}</p>}
        <Suggestions suggestions={suggestions} also={lookup.resolved?.state === "found"} onTake={take} />
        {movedTo && (
          <MoveOffer
            field={fieldText(form.operation, movedTo, "label")}
            byKey={!suggestions.some((offer) => offer.take)}
            onMove={move}
          />
        )}
        <FieldMessages
          input={{ label, target: field.kind.target, by: isSet(field) ? "ca_id" : form.values[byName(field)] }}
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

/** The services that the form's card has, by CA id, code and name; where the form removes one, they come first. */
function servicesOnCard({ known, operation }: FormState): ServicesOnCard {
  const names = known.services
    .filter(({ active }) => active)
    .flatMap(({ service, name }) => [service, name ?? service]);
  return { names, first: operation.effect === "removes" };
}

/** One entity by one of its identifiers; the user selects which identifier it is. */
export function IdentifierInput({ form, field }: { form: FormState; field: IdentifierField }) {
  const { t } = useTranslation("forms");
  const id = useId();
  const label = fieldText(form.operation, field, "label");
  const by = byName(field);
  return (
    <FieldRow label={label} labels={id} optional={field.need === "optional"}>
      <LookupInput
        form={form}
        field={field}
        name={field.name}
        label={label}
        id={id}
        errors={[...form.errorsAt(field.name), ...form.errorsAt(by)]}
        help={fieldText(form.operation, field, "help")}
        lack={form.lackAt(field)}
        aria-required={field.need === "mandatory"}
        classNames={{ section: classes.bySection }}
        leftSectionWidth={140}
        leftSectionPointerEvents="all"
        leftSection={
          <select
            className={classes.by}
            name={by}
            aria-label={t("byLabel", { field: label })}
            value={form.values[by]}
            onChange={(event) => form.set(by, event.currentTarget.value)}
          >
            {field.kind.by.map((member) => (
              <option key={member} value={member}>
                {identifierLabel(member)}
              </option>
            ))}
          </select>
        }
        onLeave={() => form.touch(field.name)}
      />
    </FieldRow>
  );
}
