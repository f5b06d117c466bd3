import { lazy, Suspense } from "react";
import { askedForm } from "./openRetry";

const RetryOpening = lazy(async () => ({ default: (await import("./RetryOpening")).RetryOpening }));

/** On every page: a form to retry with changes can be asked for from a row, a dialog or a key. */
export function RetryHost() {
  const asked = askedForm.use();
  return asked ? (
    <Suspense>
      <RetryOpening key={`${asked.key} ${asked.resync}`} asked={asked} onClose={() => askedForm.set(null)} />
    </Suspense>
  ) : null;
}
