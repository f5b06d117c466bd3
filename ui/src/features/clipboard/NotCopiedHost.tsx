import { lazy, Suspense } from "react";
import { notCopied } from "./clipboard";

const NotCopied = lazy(async () => ({ default: (await import("./NotCopied")).NotCopied }));

/** Once a window. The dialog is fetched when it is needed. */
export function NotCopiedHost() {
  const what = notCopied.use();
  if (!what) return null;
  return (
    <Suspense>
      <NotCopied {...what} />
    </Suspense>
  );
}
