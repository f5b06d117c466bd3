// What can be done about a line of a list before it becomes a job. Pure.
import type { JobDraft, JobRepair, JobVerdict, PlannedJob } from "../../../api/bindings";

/** There is nothing in such a line that somebody could take. */
const UNUSABLE: readonly JobVerdict[] = ["empty", "twice"];
/** A number that is certainly not as it should be: it is taken only if somebody says so. */
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
/** What somebody has to know, because the number itself does not tell. */
const GUESSED: readonly JobVerdict[] = ["lostZero", "twelveDigits", "several"];

export interface ImportLine extends PlannedJob {
  leftOut: boolean;
  /** The same as a line above, as both are now. */
  again: boolean;
}

export const isLost = ({ verdicts }: ImportLine) => verdicts.some((verdict) => UNUSABLE.includes(verdict));
export const isTaken = (line: ImportLine) => !line.leftOut && !line.again;

const isOut = (verdicts: readonly JobVerdict[]) =>
  verdicts.some((verdict) => UNUSABLE.includes(verdict) || DOUBTED.includes(verdict));

export const importLines = (jobs: PlannedJob[]): ImportLine[] =>
  marked(jobs.map((job) => ({ ...job, leftOut: isOut(job.verdicts), again: false })));

/** Puts a line in its place, and says which are now the same as one above. */
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

/** As the desk compares jobs: a room tells two of one subscription apart. */
function keyOf({ subscription, smartcard, setTopBox, note }: JobDraft): string {
  const room = smartcard || setTopBox ? null : note;
  return JSON.stringify([subscription, smartcard, setTopBox, room].map((text) => text?.trim().toLowerCase() ?? null));
}

/** The line with a number that somebody took instead, and without what was wrong with the one before. */
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

/** Lines of which a number is certainly another than it stands there. */
export const countCertain = (lines: ImportLine[]) =>
  lines.filter((line) => !isLost(line) && certain(line).length > 0).length;

export const repairCertain = (lines: ImportLine[]): ImportLine[] =>
  marked(lines.map((line) => (isLost(line) ? line : certain(line).reduce(repair, line))));
