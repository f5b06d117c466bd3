import { lazy, Suspense } from "react";
import { requestedForm, requestedRetry } from "./openRetryForm";

const PrefillDialog = lazy(async () => ({ default: (await import("./PrefillDialog")).PrefillDialog }));
const RetryDialog = lazy(async () => ({ default: (await import("./batch/RetryDialog")).RetryDialog }));

/** Mounted on every page, because rows, toasts, dialogs and keys can open a retry. */
export function RetryHost() {
  const form = requestedForm.use();
  const retry = requestedRetry.use();
  return (
    <Suspense>
      {form && (
        <PrefillDialog key={`${form.key} ${form.resync}`} asked={form} onClose={() => requestedForm.set(null)} />
      )}
      {retry && <RetryDialog {...retry} onClose={() => requestedRetry.set(null)} />}
    </Suspense>
  );
}
