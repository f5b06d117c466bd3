import { lazy, Suspense } from "react";
import { createStore } from "../../state/createStore";
import type { RequestedForm } from "./retryForm";

/** The form that `RetryHost` opens. */
export const requestedForm = createStore<RequestedForm | null>(null);

export const openRetryForm = {
  form: (key: string) => requestedForm.set({ key, resync: false }),
  resync: (key: string) => requestedForm.set({ key, resync: true }),
};

/** Opens the prefilled form of a rejected request, or the form that re-syncs its subscription. */
export const useOpenRetryForm = () => openRetryForm;

const PrefillDialog = lazy(async () => ({ default: (await import("./PrefillDialog")).PrefillDialog }));

/** Mounted on every page, because rows, dialogs and keys can open a retry form. */
export function RetryHost() {
  const asked = requestedForm.use();
  return asked ? (
    <Suspense>
      <PrefillDialog key={`${asked.key} ${asked.resync}`} asked={asked} onClose={() => requestedForm.set(null)} />
    </Suspense>
  ) : null;
}
