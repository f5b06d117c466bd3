import { NOTHING_ENDED, type Tally, totalOf } from "./tally";

/** Ends within this time are one notification. */
export const GATHER_MS = 3000;

interface NotifierOptions {
  /** Whether the user has the window before them. */
  inFront: () => Promise<boolean>;
  show: (tally: Tally) => void;
}

/** Gathers ended requests while the window is not in front: one notification says all of them until it is read. */
export function makeNotifier({ inFront, show }: NotifierOptions) {
  let unread = NOTHING_ENDED;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    async add(change: (tally: Tally) => Tally) {
      if (await inFront()) return;
      unread = change(unread);
      if (totalOf(unread) === 0) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        show(unread);
      }, GATHER_MS);
    },
    /** Forgets the gathered requests, and returns them. */
    read(): Tally {
      clearTimeout(timer);
      timer = undefined;
      const last = unread;
      unread = NOTHING_ENDED;
      return last;
    },
  };
}
