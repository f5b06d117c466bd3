import classes from "../retries.module.css";

export interface BarPart {
  count: number;
  tone: "ok" | "bad" | "warn" | "info" | "accent" | "mute";
}

interface BarProps {
  label: string;
  /** How far it is, in words. */
  text: string;
  of: number;
  parts: readonly BarPart[];
}

/** How far something is, in parts; the same stands in words beside it. */
export function Bar({ label, text, of, parts }: BarProps) {
  const done = parts.reduce((sum, { count }) => sum + count, 0);
  return (
    <div
      className={classes.bar}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={Math.min(done, of)}
      aria-valuetext={text}
    >
      {parts.map(({ count, tone }) => (
        <span key={tone} data-tone={tone} style={{ inlineSize: `${of === 0 ? 0 : (count / of) * 100}%` }} />
      ))}
    </div>
  );
}
