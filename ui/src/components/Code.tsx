import { Fragment, type ReactNode } from "react";
import classes from "./Code.module.css";

/** Parsed JSON with keys and texts highlighted. `before` is shown above it. */
export function Json({ value, before, label }: { value: unknown; before?: string; label: string }) {
  return (
    <Frame label={label}>
      {before && <span className={classes.before}>{breakable(before)}</span>}
      {paint(JSON.stringify(value, null, 2) ?? "")}
    </Frame>
  );
}

/** A payload as it came: indented if it is JSON or XML, as it is if not. */
export function Payload({ text, label }: { text: string; label: string }) {
  const value = asJson(text);
  if (value !== undefined) return <Json value={value} label={label} />;
  return <Frame label={label}>{indentXml(text)}</Frame>;
}

/** A long payload scrolls and must be reachable by keyboard. */
function Frame({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={classes.frame} tabIndex={0} aria-label={label}>
      <pre dir="ltr">{children}</pre>
    </section>
  );
}

/** A long path goes on in the next line after a slash. */
const breakable = (path: string) =>
  path.split(/(?<=\/)/).map((part, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a path have no identity but their place
    <Fragment key={place}>
      {part}
      <wbr />
    </Fragment>
  ));

const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?/g;

function paint(json: string) {
  const parts = [];
  let from = 0;
  for (const found of json.matchAll(TOKENS)) {
    const at = found.index;
    parts.push(
      <Fragment key={at}>
        {json.slice(from, at)}
        <span className={found[2] ? classes.key : classes.text}>{found[1]}</span>
        {found[2]}
      </Fragment>,
    );
    from = at + found[0].length;
  }
  return [...parts, json.slice(from)];
}

function asJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One element a line. Only white space between elements changes; text is left as the system wrote it. */
function indentXml(text: string): string {
  if (!/^\s*<[?!\w]/.test(text)) return text;
  let depth = 0;
  return text
    .trim()
    .replace(/>\s*</g, ">\n<")
    .split("\n")
    .map((line) => {
      if (line.startsWith("</")) depth = Math.max(0, depth - 1);
      const indented = "  ".repeat(depth) + line;
      if (/^<[^?!/]/.test(line) && !line.endsWith("/>") && !line.includes("</")) depth += 1;
      return indented;
    })
    .join("\n");
}
