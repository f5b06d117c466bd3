import { useQuery } from "@tanstack/react-query";
import { useSnapshot } from "../../state/snapshot";
import { fieldDayQuery } from "./queries";

/** Whether the server is away, and since when, where that is known. */
export function useAway(): { away: boolean; since: number | null } {
  const { network } = useSnapshot();
  const since = useQuery(fieldDayQuery).data?.awaySince ?? null;
  return { away: network === "offline" || since !== null, since };
}
