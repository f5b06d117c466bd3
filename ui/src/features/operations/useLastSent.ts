import { useQuery } from "@tanstack/react-query";
import type { RequestPage, RequestRow } from "../../api/bindings";
import { requestsQuery } from "../../api/queries";
import { useDates } from "../../state/dates";
import { useOwnRequests } from "../../state/ownRequests";

const lastOf = ({ rows }: RequestPage) => rows.find(({ state }) => state !== "held" && state !== "cancelled");

/** The user's last request of today that is past its hold. The rows of a bulk retry are not what is looked for here. */
export function useLastSent(): RequestRow | undefined {
  const own = useOwnRequests();
  const from = useDates().dayStart(Date.now());
  const query = requestsQuery({ filter: { ...own, single: true, from }, limit: 10 });
  return useQuery({ ...query, select: lastOf }).data;
}
