import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { commands, type FormDraft, type PairingPreview } from "../../api/bindings";
import type { Operation } from "../../state/catalogue";
import { changesPairing, faultOf } from "./pairing";

const PAUSE = 200;

/** What is known of the form's cards and boxes, and what sending makes of it: about the form as it stands. */
export function usePairing(operation: Operation, draft: FormDraft) {
  const shown = changesPairing(operation.id);
  const content = JSON.stringify(draft);
  const [rested] = useDebouncedValue(content, PAUSE);
  const { data, error } = useQuery({
    queryKey: ["things", "pairing", rested],
    queryFn: (): Promise<PairingPreview> => commands.entities.previewPairing(JSON.parse(rested)),
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
