import { useEffect, useRef, useState } from "react";
import { type Checked, commands, type FieldProblem, type Form, type FormDraft } from "../../api/bindings";
import { newKey } from "../../api/keys";
import type { Field, Operation } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { holdKey, underKey } from "../../state/openKeys";
import type { SetField } from "./fields/fieldKinds";
import { parseScheduledSend } from "./scheduledSend";
import { usePairingPreview } from "./usePairingPreview";
import {
  emptyValues,
  filledOneOf,
  filledValues,
  forDesk,
  hasValue,
  type Values,
  withoutPins,
  withRows,
} from "./values";

interface Start {
  place: string;
  /** Of the row that the form becomes. */
  key: string;
  values?: Record<string, string>;
  /** When it leaves, as typed. */
  leavesAt?: string;
  /** What is typed is left for the next time; not where it belongs to a request that waits or is retried. */
  keeps: boolean;
  /** What a field lacks of the request that the form was built from, in words. */
  lacks?: (field: Field) => string | undefined;
}

/** Everything that a form of an operation knows; the parts of the page read it and call it. */
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

  const given = forDesk(operation, values, oneOf);
  const draft = { operation: operation.id, values: given };
  const { checked, checkNow } = useFormValidation(draft);
  const pairing = usePairingPreview(operation, draft);
  const warnings = [...(checked?.warnings ?? []), ...pairing.warnings];
  const safe = { operation: operation.id, values: withoutPins(operation, given) };
  const kept = useDraftAutosave({ key, draft: safe }, changed && keeps);

  // From what is there by then: a scan is taken back and put elsewhere before the form is drawn anew.
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
    /** What can be kept of it: all but a PIN. */
    safe: { key, values: safe.values, leavesAt },
    /** Hands the form over under its key, which stays until the row is there. */
    handOver: <T>(send: (form: Form) => Promise<T>) => underKey(place, key, () => send({ key, draft })),
    /** What is in it now is not what was sent under its key. */
    renewKey: () => setKey(newKey()),
    checked,
    checkNow,
    pairing,
    warnings,
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
    /** For the next job: which identifiers the fields ask for stays. */
    clear: () => replace(emptyValues(operation, values)),
    fill: (from: Record<string, string>) => replace(filledValues(operation, from)),
    /** Errors wait until the field was left once, or until a send was tried. Warnings do not. */
    errorsAt: (name: string) => (attempted || touched.has(name) ? at(checked?.errors, name, operation, oneOf) : []),
    /** What must be typed there, as long as nothing is. */
    lackAt: (field: Field) => (hasValue(values, field) ? undefined : lacks?.(field)),
    warningsAt: (name: string) => at(warnings, name, operation, oneOf),
  };
}

export type FormState = ReturnType<typeof useOperationForm>;

/** What the fields that exclude each other lack is said at the one that is chosen, where it is simply missing. */
function at(problems: FieldProblem[] | undefined, name: string, operation: Operation, oneOf?: string): FieldProblem[] {
  const found = (problems ?? []).filter(
    ({ field }) => field === name || (name === oneOf && operation.exactlyOneOf.includes(field)),
  );
  return found
    .map((problem) => (problem.fault === "needsOneOf" ? { ...problem, fault: "required" } : problem))
    .filter((problem, place, all) => all.findIndex(({ fault }) => fault === problem.fault) === place);
}

const VALIDATION_DELAY_MS = 120;

/** What the desk says about a form as it stands, asked a moment after the last keystroke. */
function useFormValidation(draft: FormDraft) {
  const [checked, setChecked] = useState<Checked>();
  const asked = useRef(0);
  const content = JSON.stringify(draft);

  useEffect(() => {
    const turn = ++asked.current;
    const timer = setTimeout(() => {
      // A desk that cannot check cannot send either: sending tells what is wrong.
      commands.checkForm(JSON.parse(content)).then(
        (answer) => turn === asked.current && setChecked(answer),
        () => undefined,
      );
    }, VALIDATION_DELAY_MS);
    return () => clearTimeout(timer);
  }, [content]);

  /** Asks at once, and leaves earlier questions unanswered. */
  async function checkNow(): Promise<Checked> {
    const turn = ++asked.current;
    const answer = await commands.checkForm(draft);
    if (turn === asked.current) setChecked(answer);
    return answer;
  }
  return { checked, checkNow };
}

const AUTOSAVE_DELAY_MS = 400;

/**
 * Keeps what is typed on this computer, a moment after the last change and at once when the form goes
 * away. `form` has no PIN; no values at all make the desk forget. Tells when it was kept last.
 */
function useDraftAutosave(form: Form, changed: boolean): number | undefined {
  const [kept, setKept] = useState<number>();
  const content = JSON.stringify(form);
  const waiting = useRef<string>(undefined);

  useEffect(() => {
    if (!changed) return;
    waiting.current = content;
    const timer = setTimeout(() => {
      waiting.current = undefined;
      const given: Form = JSON.parse(content);
      commands.keepForm(given).then(
        () => setKept(Object.keys(given.draft.values).length > 0 ? Date.now() : undefined),
        // The form itself is still there; only a restart would lose it.
        () => setKept(undefined),
      );
    }, AUTOSAVE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [content, changed]);

  useEffect(
    () => () => {
      if (waiting.current) commands.keepForm(JSON.parse(waiting.current)).catch(() => undefined);
    },
    [],
  );
  return kept;
}
