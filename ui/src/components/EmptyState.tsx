import type { ReactNode } from "react";
import classes from "./EmptyState.module.css";
import { type Drawing, Icon } from "./Icon";

type EmptyStateProps = { icon: Drawing; title: string; children?: ReactNode; action?: ReactNode };

/** An empty page or list: the reason, and the action that would fill it. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      <Icon of={icon} size={24} className={classes.icon} />
      <b>{title}</b>
      {children && <span>{children}</span>}
      {action}
    </div>
  );
}
