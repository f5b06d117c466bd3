import { useEffect, useState } from "react";
import { SkeletonRows } from "./SkeletonRows";

const DELAY_MS = 200;

/** Skeleton rows that appear after 200 ms, so that fast answers do not flicker. */
export function SlowSkeleton({ rows }: { rows: number }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), DELAY_MS);
    return () => clearTimeout(timer);
  }, []);
  return slow ? <SkeletonRows rows={rows} /> : null;
}
