import { lazy, Suspense } from "react";
import { notCopied } from "../../state/clipboard";

const NotCopied = lazy(async () => ({ default: (await import("./NotCopied")).NotCopied }));

/** Rendered once per window. The dialog is loaded on demand. */
export function NotCopiedHost() {
  const failed = notCopied.use();
  if (!failed) return null;
  return (
    <Suspense>
      <NotCopied {...failed} />
    </Suspense>
  );
}
