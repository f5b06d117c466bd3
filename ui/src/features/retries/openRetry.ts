import { createStore } from "../../state/createStore";

/** A request whose form is to be opened, and which one. */
export interface AskedForm {
  key: string;
  resync: boolean;
}

/** What `RetryHost` looks up and then opens. */
export const askedForm = createStore<AskedForm | null>(null);

export const openRetry = {
  form: (key: string) => askedForm.set({ key, resync: false }),
  resync: (key: string) => askedForm.set({ key, resync: true }),
};

/** Opens the form of a rejected request, filled with what is known of it, or the one that re-syncs its subscription. */
export const useOpenRetry = () => openRetry;
