import type { ReactNode } from "react";
import { type Drawing, Icon } from "./Icon";
import classes from "./Timeline.module.css";

/** Steps from top to bottom, joined by a line. */
export function Timeline({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ol className={classes.timeline} aria-label={label}>
      {children}
    </ol>
  );
}

interface TimelineStepProps {
  icon: Drawing;
  tone?: string;
  title: ReactNode;
  /** When it happened. */
  at?: ReactNode;
  detail?: ReactNode;
  /** Regular weight and a quieter colour. */
  dim?: boolean;
  /** Less space to the next step. */
  tight?: boolean;
  /** The step that is shown beside the list. */
  current?: boolean;
}

export function TimelineStep({ icon, tone, title, at, detail, dim, tight, current }: TimelineStepProps) {
  return (
    <li data-tight={tight || undefined}>
      <span className={classes.dot} data-tone={tone}>
        <Icon of={icon} />
      </span>
      <div className={classes.line}>
        <span className={dim ? classes.dim : undefined} aria-current={current || undefined}>
          {title}
        </span>
        {at && <span className={classes.at}>{at}</span>}
      </div>
      {detail && (
        <p className={classes.detail}>
          <bdi>{detail}</bdi>
        </p>
      )}
    </li>
  );
}
