import { type ReactNode, useId } from "react";
import classes from "./Panel.module.css";

type PanelProps = {
  title: string;
  /** Anchor for links to it. */
  id?: string;
  note?: ReactNode;
  end?: ReactNode;
  children: ReactNode;
  className?: string;
};

/** A titled part of a page. `note` is beside the title, `end` at the far side of its head. */
export function Panel({ title, id, note, end, children, className }: PanelProps) {
  const heading = useId();
  return (
    <section className={`${classes.panel} ${className ?? ""}`} aria-labelledby={heading} id={id}>
      <header className={classes.head}>
        <h2 id={heading}>{title}</h2>
        {note && <span className={classes.note}>{note}</span>}
        {end && <span className={classes.end}>{end}</span>}
      </header>
      {children}
    </section>
  );
}

/** Names and values, as `dt` and `dd`. */
export function PanelFacts({ className, children }: { className?: string; children: ReactNode }) {
  return <dl className={`${classes.facts} ${className ?? ""}`}>{children}</dl>;
}
