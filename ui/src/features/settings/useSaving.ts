import type { Preferences } from "../../api/bindings";
import { useCommand } from "../../api/useCommand";
import { faultAt, useFaultText } from "../../components/faults";
import { savePreferences } from "../../state/preferences";

// `savePreferences` has the snapshot read again itself.
const refreshNothing = async () => undefined;

/** Saves preferences. A fault of one of `inputs` is shown at that input, any other where the caller shows `problem`. */
export function useSaving(inputs: readonly string[]) {
  const { problem, run } = useCommand({ parallel: true, refresh: refreshNothing });
  const faultText = useFaultText();
  return {
    save(change: Partial<Preferences>) {
      void run(() => savePreferences(change));
    },
    errorAt(input: string) {
      const fault = faultAt(problem ?? null, input);
      return fault && faultText(fault);
    },
    problem: problem?.fields.some(({ field }) => inputs.includes(field)) ? undefined : problem,
  };
}
