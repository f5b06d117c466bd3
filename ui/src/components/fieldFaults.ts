import { useTranslation } from "react-i18next";
import type { FieldProblem } from "../api/bindings";
import faults from "../i18n/en/faults.json";

type Fault = keyof typeof faults;

/** Every name that a fault's text may use; the desk sends those that its fault has. */
type FaultParams = {
  fields: string;
  allowed: string;
  typed: string;
  near: string;
  most: string;
  from: string;
  cards: string;
  boxes: string;
  count: never;
  line: string;
};

/** Translates the fault of an input. A fault that this window does not know still asks to check the input. */
export function useFaultText(): (at: FieldProblem) => string {
  const { t } = useTranslation("faults");
  return ({ fault, params }) => t(fault in faults ? (fault as Fault) : "other", params as FaultParams);
}
