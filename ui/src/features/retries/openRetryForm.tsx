import { lazy, Suspense } from "react";
import { createStore } from "../../state/store";

/** A request whose form is to be opened, and which one. */
export interface RequestedForm {
  key: string;
  resync: boolean;
}

/** What `RetryHost` looks up and then opens. */
export const requestedForm = createStore<RequestedForm | null>(null);

export const openRetryForm = {
  form: (key: string) => requestedForm.set({ key, resync: false }),
  resync: (key: string) => requestedForm.set({ key, resync: true }),
};

/** Opens the form of a rejected request, filled with what is known of it, or the one that re-syncs its subscription. */
export const useOpenRetryForm = () => openRetryForm;

const PrefillDialog = lazy(async () => ({ default: (await import("./PrefillDialog")).PrefillDialog }));

/** On every page: a form to retry with changes can be asked for from a row, a dialog or a key. */
export function RetryHost() {
  const asked = requestedForm.use();
  return asked ? (
    <Suspense>
      <PrefillDialog key={`${asked.key} ${asked.resync}`} asked={asked} onClose={() => requestedForm.set(null)} />
    </Suspense>
  ) : null;
}
