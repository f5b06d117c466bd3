// The effect of a pairing form on the known pairings, with its warnings as problems of fields.

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

/** Converts a warning into a problem of its field. Warnings never block sending. */
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

/** Previews the known pairings of the form's cards and boxes before and after sending. */
export function usePairingPreview(operation: Operation, draft: FormDraft) {
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
    warnings: shown && content === rested && data ? data.warnings.map(faultOf) : [],
  };
}
