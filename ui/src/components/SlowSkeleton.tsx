import { useEffect, useState } from "react";
import { SkeletonRows } from "./SkeletonRows";

const PATIENCE = 200;

/** Grey bars that come only when something takes longer than an eye notices. */
export function SlowSkeleton({ rows }: { rows: number }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  return slow ? <SkeletonRows rows={rows} /> : null;
}
