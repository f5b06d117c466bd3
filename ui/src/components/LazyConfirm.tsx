import { lazy, Suspense } from "react";
import type { Question } from "./Confirm";

const Dialog = lazy(async () => ({ default: (await import("./Confirm")).Confirm }));

/** A dialog is fetched when something asks. */
export function LazyConfirm(props: { question: Question; onNo: () => void; onYes: () => void }) {
  return (
    <Suspense>
      <Dialog {...props} />
    </Suspense>
  );
}
