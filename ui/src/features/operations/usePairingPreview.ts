// What a pairing form does to what is known, in the form's own words. Pure.

import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import {
  commands,
  type FieldProblem,
  type FormDraft,
  type PairingPreview,
  type PairingWarning,
} from "../../api/bindings";
import { changesPairing, type Operation } from "../../state/catalogue";

const list = (names: string[]) => names.join(", ");

/** A warning as it is said at its input. It informs and never blocks. */
function faultOf(warning: PairingWarning): FieldProblem {
  const { field } = warning;
  switch (warning.what) {
    case "boxElsewhere":
      return { field, fault: "boxElsewhere", params: { cards: list(warning.smartcards) } };
    case "cardPaired":
      return { field, fault: "cardPaired", params: { boxes: list(warning.setTopBoxes) } };
    case "open":
      return { field, fault: "pairingOpen", params: { request: warning.request } };
    case "notPaired":
      return { field, fault: "notPaired", params: {} };
  }
}

const PREVIEW_DELAY_MS = 200;

/** What is known of the form's cards and boxes, and what sending makes of it: about the form as it stands. */
export function usePairingPreview(operation: Operation, draft: FormDraft) {
  const shown = changesPairing(operation);
  const content = JSON.stringify(draft);
  const [rested] = useDebouncedValue(content, PREVIEW_DELAY_MS);
  const { data, error } = useQuery({
    queryKey: ["things", "pairing", rested],
    queryFn: (): Promise<PairingPreview> => commands.previewPairing(JSON.parse(rested)),
    enabled: shown,
    // The one before stays in place while the next is asked for.
    placeholderData: (last) => last,
  });
  return {
    shown,
    preview: shown ? data : undefined,
    failed: shown && error !== null,
    /** Only about what the inputs hold now. */
    warnings: shown && content === rested && data ? data.warnings.map(faultOf) : [],
  };
}
