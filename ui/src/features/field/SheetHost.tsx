import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { fieldDayQuery } from "./queries";
import { sheetOpen, toldDecisions } from "./sheet";
import { useAway } from "./useAway";

const Sheet = lazy(async () => ({ default: (await import("./Sheet")).Sheet }));

/** Opens the sheet by itself, once for each new decision, as soon as the network is back. */
export function SheetHost() {
  const opened = sheetOpen.use();
  const { away } = useAway();
  const decisions = useQuery(fieldDayQuery).data?.decisions;
  useEffect(() => {
    if (away || !decisions) return;
    const told = toldDecisions.get();
    const names = decisions.map(({ row, why }) => `${row.key} ${why.kind}`);
    if (names.every((name) => told.has(name))) return;
    toldDecisions.set(new Set([...told, ...names]));
    sheetOpen.set(true);
  }, [away, decisions]);
  return opened ? (
    <Suspense>
      <Sheet onClose={() => sheetOpen.set(false)} />
    </Suspense>
  ) : null;
}
