// What can be done about a line of a list before it becomes a job. Pure.
import type { JobDraft, JobVerdict, PlannedJob } from "../host/bindings";

/** Nothing in such a line can be repaired here. */
const LOST: readonly JobVerdict[] = ["empty", "twice", "exponent"];

export interface Line extends PlannedJob {
  leftOut: boolean;
}

export const isLost = ({ verdicts }: PlannedJob) => verdicts.some((verdict) => LOST.includes(verdict));

export const lineOf = (planned: PlannedJob): Line => ({ ...planned, leftOut: isLost(planned) });

/** The draft after a repair that somebody asked for, or nothing where the verdict has none. */
export function repaired(draft: JobDraft, verdict: JobVerdict): JobDraft | undefined {
  const { smartcard, setTopBox } = draft;
  if (verdict === "twelveDigits" && smartcard) return { ...draft, smartcard: smartcard.trim().slice(0, 11) };
  if (verdict === "lostZero" && smartcard) return { ...draft, smartcard: `0${smartcard.trim()}` };
  if (verdict === "swapped") return { ...draft, smartcard: setTopBox, setTopBox: smartcard };
  return undefined;
}

export function repair(line: Line, verdict: JobVerdict): Line {
  const draft = repaired(line.draft, verdict);
  return draft ? { ...line, draft, verdicts: line.verdicts.filter((other) => other !== verdict) } : line;
}
