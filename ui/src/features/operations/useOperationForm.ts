import { useEffect, useState } from "react";
import type { FieldProblem, Form } from "../../api/bindings";
import { newKey } from "../../api/keys";
import type { Field, Operation } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { holdKey, underKey } from "../../state/openKeys";
import type { SetField } from "./fields/kinds";
import { leavingAt } from "./leaving";
import { useChecked } from "./useChecked";
import { useKeptForm } from "./useKeptForm";
import { usePairing } from "./usePairing";
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
  const { checked, checkNow } = useChecked(draft);
  const pairing = usePairing(operation, draft);
  const warnings = [...(checked?.warnings ?? []), ...pairing.warnings];
  const safe = { operation: operation.id, values: withoutPins(operation, given) };
  const kept = useKeptForm({ key, draft: safe }, changed && keeps);

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
    leaving: leavingAt(leavesAt, dates, Date.now()),
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

export type OperationForm = ReturnType<typeof useOperationForm>;

/** What the fields that exclude each other lack is said at the one that is chosen, where it is simply missing. */
function at(problems: FieldProblem[] | undefined, name: string, operation: Operation, oneOf?: string): FieldProblem[] {
  const found = (problems ?? []).filter(
    ({ field }) => field === name || (name === oneOf && operation.exactlyOneOf.includes(field)),
  );
  return found
    .map((problem) => (problem.fault === "needsOneOf" ? { ...problem, fault: "required" } : problem))
    .filter((problem, place, all) => all.findIndex(({ fault }) => fault === problem.fault) === place);
}
