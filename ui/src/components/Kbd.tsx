import type { ReactNode } from "react";
import classes from "./Kbd.module.css";

/**
 * Key caps. Beside a control they are hidden from screen readers, because it has `aria-keyshortcuts`; a list of keys has
 * them `spoken`.
 */
export function Kbd({ keys, spoken = false }: { keys: string; spoken?: boolean }) {
  return (
    <span className={classes.keys} aria-hidden={!spoken || undefined} dir="ltr">
      {/* The last plus sign of `Ctrl++` is a key. */}
      {keys.split(/\+(?!$)/).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}

/** What a key does in the list above. The help sheet lists it too. */
export function KeyHint({ keys, children }: { keys: string; children: ReactNode }) {
  return (
    <span data-keys={keys}>
      <Kbd keys={keys} /> {children}
    </span>
  );
}
