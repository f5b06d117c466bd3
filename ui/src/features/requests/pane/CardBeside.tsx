import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import type { EntityRef, RequestRow } from "../../../api/bindings";
import { requestQuery } from "../../../api/queries";
import { anyIdentifier } from "../../lookups/identifiers";
import { useIsWide } from "./useFollowingPane";

const HouseholdColumn = lazy(async () => ({
  default: (await import("../../households/HouseholdColumn")).HouseholdColumn,
}));

/** Reading the page of a card may ask the server: not for each row that the arrows pass. */
const REST_MS = 400;

/** In a window of this width, in pixels, the page of the request's card stands beside the pane. */
export function CardBeside({ requestKey, from }: { requestKey: string; from: number }) {
  const wide = useIsWide(from);
  const { data } = useQuery({ ...requestQuery(requestKey), enabled: wide });
  const [row] = useDebouncedValue(data?.row, REST_MS);
  const of = row && subjectOf(row);
  if (!wide || !of) return null;
  return (
    <Suspense>
      <HouseholdColumn key={JSON.stringify(of)} of={of} />
    </Suspense>
  );
}

/** The first of its cards, else the box or the subscription. */
function subjectOf({ smartcard, setTopBox, subscription }: RequestRow): EntityRef | undefined {
  const [card, box] = [smartcard, setTopBox].map((set) => set?.split(", ")[0]);
  if (card) return anyIdentifier("smartcard", card);
  if (box) return anyIdentifier("setTopBox", box);
  return subscription ? anyIdentifier("subscription", subscription) : undefined;
}
