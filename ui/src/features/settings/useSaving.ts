import { useState } from "react";
import type { Preferences, Problem } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { faultAt, useFaultText } from "../../components/faults";
import { savePreferences } from "../../state/preferences";

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
