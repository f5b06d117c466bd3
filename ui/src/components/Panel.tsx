import { type ReactNode, useId } from "react";
import classes from "./Panel.module.css";

type PanelProps = { title: string; note?: ReactNode; end?: ReactNode; children: ReactNode; className?: string };

/** A titled part of a page. `note` is beside the title, `end` at the far side of its head. */
export function Panel({ title, note, end, children, className }: PanelProps) {
  const id = useId();
  return (
    <section className={`${classes.panel} ${className ?? ""}`} aria-labelledby={id}>
      <header className={classes.head}>
        <h2 id={id}>{title}</h2>
        {note && <span className={classes.note}>{note}</span>}
        {end && <span className={classes.end}>{end}</span>}
      </header>
      {children}
    </section>
  );
}
