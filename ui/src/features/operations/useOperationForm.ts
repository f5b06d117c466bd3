import { useDebouncedCallback, useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import {
  type Checked,
  commands,
  type FieldProblem,
  type Form,
  type FormDraft,
  type PairingPreview,
} from "../../api/bindings";
import { newKey } from "../../api/newKey";
import { changesPairing, type Field, type Operation } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { holdKey, underKey } from "../../state/idempotencyKeys";
import { pairingFault } from "../entities/pairingFault";
import type { SetField } from "./fields/fieldKinds";
import {
  emptyValues,
  filledOneOf,
  filledValues,
  forDesk,
  hasValue,
  type Values,
  withoutPins,
  withRows,
} from "./formValues";
import { parseScheduledSend } from "./scheduledSend";
import { useKnownSubscription } from "./useKnownSubscription";

interface Start {
  place: string;
  /** Key of the outbox row that the form creates. */
  key: string;
  values?: Record<string, string>;
  /** The scheduled time, as typed. */
  leavesAt?: string;
  /** Typed values are saved as a draft; not for a form that edits or retries a request. */
  keeps: boolean;
  /** The message for a field that a prefilled form could not fill. */
  lacks?: (field: Field) => string | undefined;
}

/** The state of an operation's form and its actions, for all parts of the page. */
export function useOperationForm(operation: Operation, begun: Start) {
  const { place, values: start, leavesAt: leaves = "", keeps, lacks } = begun;
  const dates = useDates();
  const [key, setKey] = useState(begun.key);
  useEffect(() => holdKey(place, key), [place, key]);
  const [values, setValues] = useState<Values>(() => (start ? filledValues(operation, start) : emptyValues(operation)));
  const [oneOf, setOneOf] = useState(() => filledOneOf(operation, values) ?? operation.exactlyOneOf[0]);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [attempted, setAttempted] = useState(false);
  const [changed, setChanged] = useState(false);
  const [leavesAt, setLeavesAt] = useState(leaves);
  const [doubts, setDoubts] = useState<ReadonlySet<string>>(new Set());
  const doubt = useCallback((name: string, doubtful: boolean) => {
    setDoubts((names) => {
      if (names.has(name) === doubtful) return names;
      const others = [...names].filter((other) => other !== name);
      return new Set(doubtful ? [...others, name] : others);
    });
  }, []);

  const given = forDesk(operation, values, oneOf);
  const draft = { operation: operation.id, values: given };
  const { checked, checkNow } = useFormValidation(draft);
  const pairing = usePairingPreview(operation, draft);
  const known = useKnownSubscription(operation, values, change);
  const warnings = [...(checked?.warnings ?? []), ...pairing.warnings];
  const safe = { operation: operation.id, values: withoutPins(operation, given) };
  const kept = useDraftAutosave({ key, draft: safe }, changed && keeps);

  // Functional update: a scan is removed from one input and put into another before the form renders again.
  function change(next: (values: Values) => Values) {
    setValues(next);
    setChanged(true);
  }
  function replace(next: Values) {
    change(() => next);
    setKey(newKey());
    setOneOf((chosen) => filledOneOf(operation, next) ?? chosen);
    setTouched(new Set());
    setAttempted(false);
    setLeavesAt("");
  }

  return {
    operation,
    values,
    oneOf,
    draft,
    /** The part that may be stored: all values but a PIN. */
    safe: { key, values: safe.values, leavesAt },
    /** Sends the form under its key, which stays until the outbox row exists. */
    handOver: <T>(send: (form: Form) => Promise<T>) => underKey(place, key, () => send({ key, draft })),
    /** Gives the form a new key: its content is not the request that was sent under the old one. */
    renewKey: () => setKey(newKey()),
    checked,
    checkNow,
    pairing,
    known,
    warnings,
    /** The inputs whose look-up raised a doubt, such as a number that was not found. */
    doubts,
    doubt,
    kept,
    leavesAt,
    setLeavesAt,
    leaving: parseScheduledSend(leavesAt, dates, Date.now()),
    set: (name: string, text: string) => change((all) => ({ ...all, [name]: text })),
    change: (some: Values) => change((all) => ({ ...all, ...some })),
    setRows: (field: SetField, rows: readonly string[]) => change((all) => withRows(all, field, rows)),
    chooseOneOf(name: string) {
      setOneOf(name);
      setChanged(true);
    },
    touch: (name: string) => setTouched((names) => (names.has(name) ? names : new Set(names).add(name))),
    isTouched: (name: string) => touched.has(name),
    attempted,
    attempt: () => setAttempted(true),
    /** Empties the form for the next request; each field keeps the identifier it asks for. */
    clear: () => replace(emptyValues(operation, values)),
    fill: (from: Record<string, string>) => replace(filledValues(operation, from)),
    /** Errors are shown once the field was left or a send was attempted; warnings immediately. */
    errorsAt: (name: string) => (attempted || touched.has(name) ? at(checked?.errors, name, operation, oneOf) : []),
    /** The message for a field that a prefilled form could not fill, as long as it is empty. */
    lackAt: (field: Field) => (hasValue(values, field) ? undefined : lacks?.(field)),
    warningsAt: (name: string) => at(warnings, name, operation, oneOf),
  };
}

export type FormState = ReturnType<typeof useOperationForm>;

/** The problems of one field. A fault of mutually exclusive fields is shown at the chosen one, as a missing value. */
function at(problems: FieldProblem[] | undefined, name: string, operation: Operation, oneOf?: string): FieldProblem[] {
  const found = (problems ?? []).filter(
    ({ field }) => field === name || (name === oneOf && operation.exactlyOneOf.includes(field)),
  );
  return found
    .map((problem) => (problem.fault === "needsOneOf" ? { ...problem, fault: "required" } : problem))
    .filter((problem, place, all) => all.findIndex(({ fault }) => fault === problem.fault) === place);
}

const VALIDATION_DELAY_MS = 120;

/** Validates the form in the desk, debounced by `VALIDATION_DELAY_MS`. */
function useFormValidation(draft: FormDraft) {
  const [checked, setChecked] = useState<Checked>();
  const lastTurn = useRef(0);
  const content = JSON.stringify(draft);
  const check = useDebouncedCallback((json: string, turn: number) => {
    // A failed validation is not shown: sending fails in the same way and reports it.
    commands.outbox.checkForm(JSON.parse(json)).then(
      (answer) => turn === lastTurn.current && setChecked(answer),
      () => undefined,
    );
  }, VALIDATION_DELAY_MS);
  useEffect(() => {
    check(content, ++lastTurn.current);
  }, [content, check]);

  /** Validates immediately, and discards the answers of earlier calls. */
  async function checkNow(): Promise<Checked> {
    const turn = ++lastTurn.current;
    const answer = await commands.outbox.checkForm(draft);
    if (turn === lastTurn.current) setChecked(answer);
    return answer;
  }
  return { checked, checkNow };
}

const AUTOSAVE_DELAY_MS = 400;

/**
 * Saves the form as a draft, `AUTOSAVE_DELAY_MS` after the last change and immediately on unmount. `form` has no PIN;
 * a form without values deletes the draft. Returns the time of the last save.
 */
function useDraftAutosave(form: Form, changed: boolean): number | undefined {
  const [kept, setKept] = useState<number>();
  const content = JSON.stringify(form);
  const save = useDebouncedCallback(
    (json: string) => {
      const given: Form = JSON.parse(json);
      commands.outbox.keepForm(given).then(
        () => setKept(Object.keys(given.draft.values).length > 0 ? Date.now() : undefined),
        // The form is still on screen; only a restart would lose it.
        () => setKept(undefined),
      );
    },
    { delay: AUTOSAVE_DELAY_MS, flushOnUnmount: true },
  );
  useEffect(() => {
    if (changed) save(content);
  }, [content, changed, save]);
  return kept;
}

const PREVIEW_DELAY_MS = 200;

/**
 * Previews the known pairings of the form's cards and boxes before and after sending. Its warnings are problems of
 * fields.
 */
function usePairingPreview(operation: Operation, draft: FormDraft) {
  const shown = changesPairing(operation);
  const content = JSON.stringify(draft);
  const [rested] = useDebouncedValue(content, PREVIEW_DELAY_MS);
  const { data, error } = useQuery({
    queryKey: ["entities", "pairing", rested],
    queryFn: (): Promise<PairingPreview> => commands.entities.previewPairing(JSON.parse(rested)),
    enabled: shown,
    // The previous preview stays visible while the next one loads.
    placeholderData: (last) => last,
  });
  return {
    shown,
    preview: shown ? data : undefined,
    failed: shown && error !== null,
    /** Only the warnings about the current values. */
    warnings: shown && content === rested && data ? data.warnings.map(pairingFault) : [],
  };
}
