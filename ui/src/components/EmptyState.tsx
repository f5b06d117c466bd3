import type { ReactNode } from "react";
import style from "./EmptyState.module.css";
import { type Drawing, Icon } from "./Icon";

type Props = { icon: Drawing; title: string; children?: ReactNode; action?: ReactNode };

/** Nothing to show: says why, and what would fill it. */
export function EmptyState({ icon, title, children, action }: Props) {
  return (
    <div className={style.empty}>
      <Icon of={icon} size={24} className={style.icon} />
      <b>{title}</b>
      {children && <span>{children}</span>}
      {action}
    </div>
  );
}
