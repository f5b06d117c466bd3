import type { ReactNode } from "react";
import classes from "./PageHead.module.css";

/** The bar over a page: `lead` is before the title, `children` after it, `end` at the far side. */
export function PageHead({
  title,
  lead,
  children,
  end,
  className,
}: {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
  end?: ReactNode;
  className?: string;
}) {
  return (
    <header className={`${classes.head} ${className ?? ""}`}>
      {lead}
      <h1>{title}</h1>
      {children}
      {end && <div className={classes.end}>{end}</div>}
    </header>
  );
}
