import { type ReactNode, useId } from "react";
import style from "./Panel.module.css";

type Props = { title: string; note?: ReactNode; end?: ReactNode; children: ReactNode; className?: string };

/** A titled part of a page. `note` is said beside the title, `end` stands at the far side of its head. */
export function Panel({ title, note, end, children, className }: Props) {
  const id = useId();
  return (
    <section className={`${style.panel} ${className ?? ""}`} aria-labelledby={id}>
      <header className={style.head}>
        <h2 id={id}>{title}</h2>
        {note && <span className={style.note}>{note}</span>}
        {end && <span className={style.end}>{end}</span>}
      </header>
      {children}
    </section>
  );
}
