import { useTranslation } from "react-i18next";
import type { FieldProblem } from "../api/bindings";
import type { Resources } from "../i18n/resources";

type Faults = Resources["faults"];
type Fault = Exclude<keyof Faults, "by" | "requiredIdentifier">;

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
  reported: string;
  own: string;
  written: string;
  file: string;
};

/** An input as its fault names it: by its label, or by the entity and the identifier that it takes. */
export interface NamedInput {
  label: string;
  target?: keyof Faults["requiredIdentifier"];
  by?: string;
}

/**
 * Translates the fault of an input; with the input's name a missing value is asked for by it. A fault that this window
 * does not know still asks to check the input.
 */
export function useFaultText(): (at: FieldProblem, input?: NamedInput) => string {
  const { t, i18n } = useTranslation("faults");
  return ({ fault, params }, input) => {
    if (fault === "required" && input) {
      const { label, target, by } = input;
      if (!target || !by) return t("requiredField", { field: label });
      return t(`requiredIdentifier.${target}`, { by: t(`by.${by as keyof Faults["by"]}`) });
    }
    return t(i18n.exists(`faults:${fault}`) ? (fault as Fault) : "other", params as FaultParams);
  };
}
