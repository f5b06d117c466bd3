import { lazy, Suspense } from "react";
import { notCopied } from "../../state/clipboard";

const NotCopied = lazy(async () => ({ default: (await import("./NotCopied")).NotCopied }));

/** Rendered once per window. The dialog is loaded on demand. */
export function NotCopiedHost() {
  const what = notCopied.use();
  if (!what) return null;
  return (
    <Suspense>
      <NotCopied {...what} />
    </Suspense>
  );
}
