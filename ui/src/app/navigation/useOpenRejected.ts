import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { openRejectedQuery } from "../../api/queries";

/** After the first page is drawn, which does not wait for a count. */
const LATER = 1000;

/** How many rejected requests are open, for the navigation. */
export function useOpenRejected(): number | undefined {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), LATER);
    return () => clearTimeout(timer);
  }, []);
  return useQuery({ ...openRejectedQuery, enabled: wanted }).data;
}
