import { lazy, Suspense } from "react";
import { notCopied } from "../../state/clipboard";

const NotCopied = lazy(async () => ({ default: (await import("./NotCopied")).NotCopied }));

/** Hosts the dialog once in a window, and loads it when it is needed. */
export function NotCopiedHost() {
  const what = notCopied.use();
  if (!what) return null;
  return (
    <Suspense>
      <NotCopied {...what} />
    </Suspense>
  );
}
