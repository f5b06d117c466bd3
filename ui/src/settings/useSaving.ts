import { useState } from "react";
import { savePreferences } from "../desk/preferences";
import type { Preferences, Problem } from "../host/bindings";
import { asProblem } from "../host/problem";
import { faultAt, useFaultText } from "../kit/faults";

/** Keeps a preference; what was wrong with it is said at its input, or else where the caller shows `problem`. */
export function useSaving(inputs: readonly string[]) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const faultText = useFaultText();
  return {
    save(change: Partial<Preferences>) {
      setProblem(null);
      savePreferences(change).catch((reason: unknown) => setProblem(asProblem(reason)));
    },
    errorAt(input: string) {
      const fault = faultAt(problem, input);
      return fault && faultText(fault);
    },
    problem: problem?.fields.some(({ field }) => inputs.includes(field)) ? null : problem,
  };
}
