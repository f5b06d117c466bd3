import { useTranslation } from "react-i18next";
import type { FieldProblem } from "../api/bindings";
import type { Resources } from "../i18n/resources";

type Fault = keyof Resources["faults"];

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
  const { t, i18n } = useTranslation("faults");
  return ({ fault, params }) => t(i18n.exists(`faults:${fault}`) ? (fault as Fault) : "other", params as FaultParams);
}
