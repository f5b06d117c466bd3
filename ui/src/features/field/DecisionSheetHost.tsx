import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { openedDecisions, sheetOpen, useServerAway } from "./fieldState";
import { fieldDayQuery } from "./queries";

const DecisionSheet = lazy(async () => ({ default: (await import("./DecisionSheet")).DecisionSheet }));

/** Opens the sheet once for each new decision, as soon as the network is back. */
export function DecisionSheetHost() {
  const opened = sheetOpen.use();
  const { away } = useServerAway();
  const decisions = useQuery(fieldDayQuery).data?.decisions;
  useEffect(() => {
    if (away || !decisions) return;
    const opened = openedDecisions.get();
    const names = decisions.map(({ row, why }) => `${row.key} ${why.kind}`);
    if (names.every((name) => opened.has(name))) return;
    openedDecisions.set(new Set([...opened, ...names]));
    sheetOpen.set(true);
  }, [away, decisions]);
  return opened ? (
    <Suspense>
      <DecisionSheet onClose={() => sheetOpen.set(false)} />
    </Suspense>
  ) : null;
}
