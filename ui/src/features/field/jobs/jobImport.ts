// Repairs the lines of a list before they become jobs. Pure.
import type { JobDraft, JobRepair, JobVerdict, PlannedJob } from "../../../api/bindings";

/** Verdicts on lines without usable content. */
const UNUSABLE: readonly JobVerdict[] = ["empty", "twice"];
/** Verdicts on certainly wrong numbers: such a line is left out unless the user takes it. */
const DOUBTED: readonly JobVerdict[] = [
  "exponent",
  "writtenShort",
  "protected",
  "invisible",
  "lookAlike",
  "grouped",
  "decimals",
  "noNumber",
  "several",
];
/** Verdicts that only the user can judge, because the number itself does not tell. */
const GUESSED: readonly JobVerdict[] = ["lostZero", "twelveDigits", "several"];

export interface ImportLine extends PlannedJob {
  leftOut: boolean;
  /** Equals a line above, in the current state of both. */
  again: boolean;
}

export const isLost = ({ verdicts }: ImportLine) => verdicts.some((verdict) => UNUSABLE.includes(verdict));
export const isTaken = (line: ImportLine) => !line.leftOut && !line.again;

const isOut = (verdicts: readonly JobVerdict[]) =>
  verdicts.some((verdict) => UNUSABLE.includes(verdict) || DOUBTED.includes(verdict));

export const importLines = (jobs: PlannedJob[]): ImportLine[] =>
  marked(jobs.map((job) => ({ ...job, leftOut: isOut(job.verdicts), again: false })));

/** Replaces a line, and marks the lines that now equal one above. */
export const changed = (lines: ImportLine[], line: ImportLine): ImportLine[] =>
  marked(lines.map((other) => (other.id === line.id ? line : other)));

function marked(lines: ImportLine[]): ImportLine[] {
  const seen = new Set<string>();
  return lines.map((line) => {
    if (line.leftOut) return line.again ? { ...line, again: false } : line;
    const key = keyOf(line.draft);
    const again = seen.has(key);
    seen.add(key);
    return again === line.again ? line : { ...line, again };
  });
}

/** The key by which the desk compares jobs: the room distinguishes two jobs of one subscription. */
function keyOf({ subscription, smartcard, setTopBox, note }: JobDraft): string {
  const room = smartcard || setTopBox ? null : note;
  return JSON.stringify([subscription, smartcard, setTopBox, room].map((text) => text?.trim().toLowerCase() ?? null));
}

/** Applies a repair: replaces the number and removes the verdicts that the repair ends. */
export function repair(line: ImportLine, { part, text, ends }: JobRepair): ImportLine {
  const left = line.repairs
    .filter((other) => other.part !== part || !other.ends.every((verdict) => ends.includes(verdict)))
    .map((other) =>
      other.part === part ? { ...other, ends: other.ends.filter((verdict) => !ends.includes(verdict)) } : other,
    );
  const said = (verdict: JobVerdict) => !ends.includes(verdict) || left.some((other) => other.ends.includes(verdict));
  const verdicts = line.verdicts.filter(said);
  return { ...line, draft: { ...line.draft, [part]: text }, repairs: left, verdicts, leftOut: isOut(verdicts) };
}

const OTHER = { smartcard: "setTopBox", setTopBox: "smartcard" } as const;

export function swap(line: ImportLine): ImportLine {
  const { smartcard, setTopBox } = line.draft;
  return {
    ...line,
    draft: { ...line.draft, smartcard: setTopBox, setTopBox: smartcard },
    verdicts: line.verdicts.filter((verdict) => verdict !== "swapped"),
    repairs: line.repairs.map((other) =>
      other.part === "smartcard" || other.part === "setTopBox" ? { ...other, part: OTHER[other.part] } : other,
    ),
  };
}

const certain = (line: ImportLine) =>
  line.repairs.filter(({ ends }) => !ends.some((verdict) => GUESSED.includes(verdict)) && isOut(ends));

/** The number of lines with a certain repair. */
export const countCertain = (lines: ImportLine[]) =>
  lines.filter((line) => !isLost(line) && certain(line).length > 0).length;

export const repairCertain = (lines: ImportLine[]): ImportLine[] =>
  marked(lines.map((line) => (isLost(line) ? line : certain(line).reduce(repair, line))));
